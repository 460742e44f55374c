// The picture that is looked at, and its answer.
import { byId, make, tell } from "./dom.js";
import { labelParts, percent } from "./format.js";
import { showTiming } from "./timing.js";

let shown = null;

/** Shows a picture as it is now, or nothing. */
export async function show(picture) {
  shown = picture;
  const preview = picture && (await load(picture.url));
  if (shown !== picture) {
    return; // another was asked for meanwhile
  }
  byId("empty").hidden = Boolean(picture);
  byId("shown").hidden = !picture;
  if (!picture) {
    return;
  }
  const image = byId("picture");
  image.hidden = !preview;
  byId("no-preview").hidden = Boolean(preview);
  if (preview && image.src !== preview.src) {
    image.src = preview.src;
  }
  const results = picture.results ?? [];
  image.alt = `${picture.name}${results.length ? `: ${labelParts(results[0].label).name}` : ""}`;
  byId("caption").textContent = preview
    ? `${picture.name}, ${preview.naturalWidth} × ${preview.naturalHeight}`
    : picture.name;
  byId("waiting").hidden = picture.state !== "asked";
  tell(byId("failure"), picture.error);
  tell(byId("nothing"), picture.state === "labelled" && !results.length && "Nothing reaches the score threshold.");
  tell(byId("model"), picture.model && `Answered by ${picture.model}`);
  byId("ranking").replaceChildren(...results.map(ranked));
  byId("boxes").replaceChildren(...(preview ? results.map((result, at) => box(result, at, preview)) : []).filter(Boolean));
  showTiming(picture.millis);
}

async function load(url) {
  const image = new Image();
  image.src = url;
  try {
    await image.decode();
    return image;
  } catch {
    return null;
  }
}

function ranked({ confidence, label, box: found }, at) {
  const { index, name } = labelParts(label);
  const text = make("span", "label");
  if (index) {
    text.append(make("span", "index", index));
  }
  text.append(found ? `${at + 1}. ${name}` : name);
  const fill = make("span", "fill");
  fill.style.setProperty("--confidence", percent(confidence));
  const track = make("span", "track", fill);
  track.setAttribute("aria-hidden", "true");
  const row = make("li", "", text, make("span", "confidence", percent(confidence)), track);
  row.addEventListener("pointerenter", () => light(at, true));
  row.addEventListener("pointerleave", () => light(at, false));
  return row;
}

function light(at, on) {
  byId("boxes").children[at]?.classList.toggle("lit", on);
}

/** In shares of the upright picture, which is how the browser shows it too. */
function box({ label, box: found }, at, { naturalWidth, naturalHeight }) {
  if (!found) {
    return null;
  }
  const frame = make("li", "", make("span", "", `${at + 1}. ${labelParts(label).name}`));
  frame.style.left = `${(100 * found.x) / naturalWidth}%`;
  frame.style.top = `${(100 * found.y) / naturalHeight}%`;
  frame.style.width = `${(100 * found.width) / naturalWidth}%`;
  frame.style.height = `${(100 * found.height) / naturalHeight}%`;
  return frame;
}
