// The time that a picture took: what the plugin measured, and the rest.
import { byId, make } from "./dom.js";
import { milliseconds } from "./format.js";

const PARTS = [
  ["decode", "decode"],
  ["resize", "resize"],
  ["inference", "inference"],
  ["rest", "eKuiper, MQTT"],
];

export function showTiming(millis) {
  byId("timing").hidden = !millis;
  if (!millis) {
    return;
  }
  const known = PARTS.filter(([part]) => typeof millis[part] === "number");
  byId("total").textContent = milliseconds(millis.total);
  byId("timing-bar").replaceChildren(
    ...known.map(([part]) => {
      const share = make("span", part);
      share.style.setProperty("--share", Math.max(millis[part], 0));
      return share;
    }),
  );
  byId("timing-parts").replaceChildren(
    ...known.map(([part, name]) => make("div", part, make("dt", "", name), make("dd", "", milliseconds(millis[part])))),
  );
}
