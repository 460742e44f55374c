// The pictures that were given to the page: each waits, is sent, and has one answer in the end.
import { Refusal, sendPicture } from "./server.js";

const KEPT = 20;
const AT_ONCE = 4;
const AGAIN_MS = 1000;
const TRIES = 3;
const MISSED_MS = 3000;
const STRAY_ANSWERS = 100;

/** One picture. `state` is waiting, asked, labelled or failed; `done` is there when it is one of the last two. */
class Picture {
  state = "waiting";
  broken = 0;

  constructor(blob, name, live) {
    this.blob = blob;
    this.name = name;
    this.live = live;
    this.done = new Promise((settle) => {
      this.settle = settle;
    });
  }
}

/** Events: "change" whenever `all`, `waiting` or a picture's state did; its `picture` is the one, if it is one. */
export class Pictures extends EventTarget {
  /** The last twenty that were asked, the newest first. */
  all = [];
  maxBytes = Infinity;

  #waiting = [];
  #sending = false;
  #asked = new Map();
  #strays = new Map();
  #online = false;

  get waiting() {
    return this.#waiting.length;
  }

  /** A live one takes the place of the live one before it. */
  add(blob, name, live = false) {
    const picture = new Picture(blob, name, live);
    this.#waiting.push(picture);
    this.#send();
    return picture;
  }

  dropRest() {
    const unsent = this.#waiting.filter(({ state }) => state === "waiting");
    this.#waiting = this.#waiting.filter((picture) => !unsent.includes(picture));
    unsent.forEach((picture) => picture.settle());
    this.#changed();
  }

  /** The answer may come before the server has told the picture's id. */
  answered(id, answer) {
    const picture = this.#asked.get(id);
    if (picture) {
      this.#asked.delete(id);
      this.#settle(picture, answer);
    } else {
      this.#strays.set(id, answer);
      if (this.#strays.size > STRAY_ANSWERS) {
        this.#strays.delete(this.#strays.keys().next().value);
      }
    }
  }

  /** Sends again what has no answer some time after the connection is back: then the server was another one. */
  set online(online) {
    if (online && !this.#online) {
      const missed = [...this.#asked];
      setTimeout(() => {
        for (const [id, picture] of missed) {
          if (this.#asked.delete(id) && picture.state === "asked") {
            this.#waiting.unshift(picture);
          }
        }
        this.#send();
      }, MISSED_MS);
    }
    this.#online = online;
    this.#send();
  }

  /** One after the other, so that answers come in the order in which pictures were given. */
  #send() {
    if (this.#online && this.#waiting.length && !this.#sending && this.#asked.size < AT_ONCE) {
      this.#sending = true;
      const picture = this.#waiting.shift();
      this.#keep(picture);
      this.#post(picture).finally(() => {
        this.#sending = false;
        this.#send();
      });
    }
    this.#changed();
  }

  async #post(picture) {
    if (picture.blob.size > this.maxBytes) {
      const [size, limit] = [picture.blob.size, this.maxBytes].map((bytes) => (bytes / 1e6).toFixed(1));
      this.#settle(picture, { error: `The picture has ${size} MB, and the plugin takes at most ${limit} MB.` });
      return;
    }
    let bytes;
    try {
      bytes = await picture.blob.arrayBuffer();
    } catch {
      this.#settle(picture, { error: "The browser cannot read this file. Is it a folder, or has it been moved?" });
      return;
    }
    try {
      const { id } = await sendPicture(bytes);
      this.#asked.set(id, picture);
      if (this.#strays.has(id)) {
        const answer = this.#strays.get(id);
        this.#strays.delete(id);
        this.answered(id, answer);
      }
    } catch (refusal) {
      const reached = refusal instanceof Refusal;
      if (reached && refusal.status !== 503) {
        this.#settle(picture, { error: refusal.message });
      } else if (!reached && ++picture.broken === TRIES) {
        this.#settle(picture, { error: "The connection broke each time that this picture was sent." });
      } else {
        await new Promise((later) => setTimeout(later, AGAIN_MS));
        this.#waiting.unshift(picture);
      }
    }
  }

  #keep(picture) {
    picture.state = "asked";
    if (!this.all.includes(picture)) {
      const others = this.all.filter((other) => !(picture.live && other.live && other.state !== "asked"));
      this.all = [picture, ...others].slice(0, KEPT);
    }
    this.#changed(picture);
  }

  #settle(picture, answer) {
    Object.assign(picture, answer, { state: answer.error ? "failed" : "labelled" });
    picture.settle();
    this.#send();
    this.#changed(picture);
  }

  #changed(picture) {
    this.dispatchEvent(Object.assign(new Event("change"), { picture }));
  }
}
