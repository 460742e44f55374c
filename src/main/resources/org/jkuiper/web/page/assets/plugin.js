// The plugin's process: what it takes, and its end and return.
import { byId, tell } from "./dom.js";
import { clock, duration, megabytes, milliseconds } from "./format.js";
import { say } from "./say.js";
import { killPlugin } from "./server.js";
import { filled, timeline } from "./timeline.js";

const STATES = {
  running: ["running", "good"],
  starting: ["gone, starting again", "busy"],
  missing: ["not installed", "bad"],
  unknown: ["unknown", "bad"],
};

/** Calls back() when the plugin runs again. Returns what shows a state of it. */
export function openPlugin(back) {
  const dialog = byId("kill-dialog");
  const addMemory = timeline(byId("memory-chart"), 100, filled);
  let last = null;
  let goneAt = null;

  byId("kill").addEventListener("click", () => {
    dialog.returnValue = "";
    dialog.showModal();
  });
  dialog.addEventListener("close", async () => {
    if (dialog.returnValue === "kill") {
      tell(byId("kill-error"), null);
      goneAt = performance.now();
      try {
        await killPlugin();
      } catch (refusal) {
        goneAt = null;
        tell(byId("kill-error"), refusal.message);
      }
    }
  });

  const note = (text) => {
    byId("plugin-note").textContent = text;
    say(text);
  };

  return (plugin) => {
    const [state, kind] = STATES[plugin.state] ?? [plugin.state, "bad"];
    const place = byId("plugin-state");
    place.className = `peer ${kind}`;
    place.lastElementChild.textContent = state;
    addMemory(Date.now(), plugin.rssBytes === null ? null : plugin.rssBytes / 1e6);
    byId("memory").textContent = plugin.rssBytes === null ? "–" : megabytes(plugin.rssBytes);
    byId("restarts").textContent = plugin.restarts ?? "–";
    byId("up").textContent = plugin.upSeconds === null ? "–" : duration(plugin.upSeconds);
    byId("pid").textContent = plugin.pid ?? "–";
    byId("kill").disabled = !plugin.killable;
    tell(byId("kill-reason"), plugin.killable || plugin.state === "starting" ? null : plugin.reason);

    if (last && plugin.state !== "running" && last.state === "running") {
      goneAt ??= performance.now();
      note(`The plugin’s JVM is gone since ${clock(new Date())}. The rule waits for the next one.`);
    } else if (last && plugin.state === "running" && (last.state !== "running" || plugin.restarts > last.restarts)) {
      const after = goneAt === null ? "" : ` after ${milliseconds(performance.now() - goneAt)}`;
      goneAt = null;
      note(`The plugin is back${after}, in a new JVM.`);
      back();
    }
    last = plugin;
  };
}
