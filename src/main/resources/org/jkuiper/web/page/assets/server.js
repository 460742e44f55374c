// What the page asks of `jkuiper web`, and what it hears from it.

const RETRY_MS = 2000;
const EVENTS = ["result", "failure", "plugin", "rule", "ekuiper", "broker", "rate"];

/** The server has refused, and says why in a sentence. */
export class Refusal extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

/** Throws a Refusal, or a TypeError if the server cannot be reached. */
async function ask(method, path, body) {
  const answer = await fetch(path, { method, body, headers: { "X-Jkuiper": "1" }, cache: "no-store" });
  const json = await answer.json().catch(() => ({}));
  if (!answer.ok) {
    throw new Refusal(answer.status, json.error ?? `The server answered ${answer.status}.`);
  }
  return json;
}

export const state = () => ask("GET", "/api/state");
export const changeRule = (rule) => ask("PUT", "/api/rule", JSON.stringify(rule));
export const sendPicture = (bytes) => ask("POST", "/api/pictures", bytes);
export const killPlugin = () => ask("POST", "/api/plugin/kill");

/**
 * Calls hear(name, data) for each event, and connected(boolean) at each change. The browser connects again by itself
 * after a broken connection, but not after an answer that is no stream.
 */
export function listen(hear, connected) {
  const source = new EventSource("/api/events");
  source.onopen = () => connected(true);
  source.onerror = () => {
    connected(false);
    if (source.readyState === EventSource.CLOSED) {
      setTimeout(() => listen(hear, connected), RETRY_MS);
    }
  };
  for (const name of EVENTS) {
    source.addEventListener(name, (event) => hear(name, JSON.parse(event.data)));
  }
}
