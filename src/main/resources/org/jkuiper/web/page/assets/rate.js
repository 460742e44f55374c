// How fast pictures are answered, a second each.
import { byId } from "./dom.js";
import { milliseconds } from "./format.js";
import { dotted, solid, stepped, timeline } from "./timeline.js";

/** Returns what takes a rate of the server. */
export function openRate() {
  const addRate = timeline(byId("rate-chart"), 5, stepped);
  const addTimes = timeline(byId("time-chart"), 50, solid, dotted);

  return ({ time, perSecond, p50, p99 }) => {
    addRate(time, perSecond);
    addTimes(time, p50, p99);
    const rate = perSecond.toFixed(perSecond % 1 ? 1 : 0);
    const [half, most] = [p50, p99].map((ms) => (ms === null ? "–" : milliseconds(ms)));
    byId("per-second").textContent = rate;
    byId("p50").textContent = half;
    byId("p99").textContent = most;
    byId("rate-chart").setAttribute("aria-label", `Pictures a second, now ${rate}`);
    byId("time-chart").setAttribute("aria-label", `Time of a picture, now p50 ${half}, p99 ${most}`);
  };
}
