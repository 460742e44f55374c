// The picture that is looked at, and its answer.
import { byId, make, tell } from "./dom.js";
import { labelParts, percent } from "./format.js";
import { showTiming } from "./timing.js";

const NO_PREVIEW = {
  asked: "The browser cannot show this picture. The plugin may know it all the same.",
  labelled: "The browser cannot show this picture, but the plugin has read it.",
  failed: "The browser cannot show it either.",
};

let shown = null;
let loading = { picture: null, preview: null };

/** Shows a picture as it is now, or nothing. */
export async function show(picture) {
  shown = picture;
  const preview = picture && (await load(picture));
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
  tell(byId("no-preview"), !preview && NO_PREVIEW[picture.state]);
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
  const boxed = preview ? results.filter((result) => result.box) : [];
  byId("boxes").replaceChildren(...boxed.map((result, at) => box(result, at, preview)));
  showTiming(picture.millis);
}

/** The picture as the browser shows it; null if it cannot. Each is read once for as long as it is looked at. */
function load(picture) {
  if (loading.picture !== picture) {
    URL.revokeObjectURL(loading.url);
    const image = new Image();
    image.src = URL.createObjectURL(picture.blob);
    const preview = image.decode().then(
      () => image,
      () => null,
    );
    loading = { picture, preview, url: image.src };
  }
  return loading.preview;
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
  const frame = make("li", "", make("span", "", `${at + 1}. ${labelParts(label).name}`));
  frame.style.left = `${(100 * found.x) / naturalWidth}%`;
  frame.style.top = `${(100 * found.y) / naturalHeight}%`;
  frame.style.width = `${(100 * found.width) / naturalWidth}%`;
  frame.style.height = `${(100 * found.height) / naturalHeight}%`;
  return frame;
}
