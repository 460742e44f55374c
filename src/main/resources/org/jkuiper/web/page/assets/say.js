// What a screen reader is told: the newest only, and no more than one thing in two seconds.
import { byId } from "./dom.js";

const QUIET_MS = 2000;

let next;
let resting = false;

export function say(text) {
  if (resting) {
    next = text;
    return;
  }
  byId("said").textContent = text;
  resting = true;
  setTimeout(() => {
    resting = false;
    if (next) {
      const late = next;
      next = undefined;
      say(late);
    }
  }, QUIET_MS);
}
