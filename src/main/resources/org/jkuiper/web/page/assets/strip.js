// The last twenty pictures, as buttons that show them again. The arrow keys go along them.
import { byId, make } from "./dom.js";
import { labelParts, roughMilliseconds, roughPercent } from "./format.js";

const THUMB = { width: 196, height: 140 };

/** Calls choose(picture) when one is asked for. Returns a function that draws the strip anew. */
export function openStrip(choose) {
  const strip = byId("strip");
  const items = new Map();
  strip.addEventListener("keydown", (event) => step(strip, event));
  return (pictures, current) => {
    for (const [picture, item] of items) {
      if (!pictures.includes(picture)) {
        items.delete(picture);
        item.remove();
      }
    }
    pictures.forEach((picture, at) => {
      const item = items.get(picture) ?? newItem(picture, choose);
      items.set(picture, item);
      if (strip.children[at] !== item) {
        strip.insertBefore(item, strip.children[at] ?? null);
      }
      update(item.firstChild, picture, picture === current);
    });
    byId("strip-empty").hidden = pictures.length > 0;
  };
}

function newItem(picture, choose) {
  const thumb = make("span", "thumb");
  drawThumb(picture.blob).then(
    (canvas) => thumb.append(canvas),
    () => thumb.append("no preview"),
  );
  const button = make("button", "", thumb, make("span", "what"), make("span", "how"));
  button.type = "button";
  button.addEventListener("click", () => choose(picture));
  return make("li", "", button);
}

/** Small, because twenty photographs of a camera at their full size take more memory than the plugin. */
async function drawThumb(blob) {
  const bitmap = await createImageBitmap(blob);
  const canvas = make("canvas");
  Object.assign(canvas, THUMB);
  const scale = Math.max(THUMB.width / bitmap.width, THUMB.height / bitmap.height);
  const [width, height] = [bitmap.width * scale, bitmap.height * scale];
  const context = canvas.getContext("2d");
  context.imageSmoothingQuality = "high";
  context.drawImage(bitmap, (THUMB.width - width) / 2, (THUMB.height - height) / 2, width, height);
  bitmap.close();
  return canvas;
}

function update(button, picture, isCurrent) {
  const [, what, how] = button.children;
  const best = picture.results?.[0];
  button.classList.toggle("failed", picture.state === "failed");
  if (picture.state === "failed") {
    [what.textContent, how.textContent] = ["✕ failed", picture.name];
  } else if (picture.state === "labelled") {
    what.textContent = best ? labelParts(best.label).name : "nothing";
    how.textContent = [best && roughPercent(best.confidence), picture.millis && roughMilliseconds(picture.millis.total)]
      .filter(Boolean)
      .join(" · ");
  } else {
    [what.textContent, how.textContent] = ["…", picture.name];
  }
  button.title = picture.name;
  button.setAttribute("aria-label", `${picture.name}: ${picture.error ?? `${what.textContent}, ${how.textContent}`}`);
  if (isCurrent) {
    button.setAttribute("aria-current", "true");
  } else {
    button.removeAttribute("aria-current");
  }
}

function step(strip, event) {
  const buttons = [...strip.querySelectorAll("button")];
  const at = buttons.indexOf(document.activeElement);
  const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: buttons.length - 1 }[event.key];
  if (buttons[to]) {
    event.preventDefault();
    buttons[to].focus();
  }
}
