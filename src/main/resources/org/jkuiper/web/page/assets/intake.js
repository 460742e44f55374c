// How pictures come in: chosen, dropped anywhere on the page, pasted, or one of the samples.
import { byId, make, tell } from "./dom.js";

const SAMPLES = [
  ["cat.jpg", "a cat"],
  ["coffee.jpg", "a cup of coffee"],
  ["shuttle.jpg", "a space shuttle"],
  ["photographer.png", "a photographer"],
];

/** Calls take(blob, name) for each picture. */
export function openIntake(take) {
  const error = byId("intake-error");
  const takeAll = (files) => {
    tell(error, null);
    for (const file of files) {
      take(file, file.name);
    }
  };
  byId("choose").addEventListener("click", () => byId("files").click());
  byId("files").addEventListener("change", ({ target }) => {
    takeAll([...target.files]);
    target.value = ""; // so that the same file can be chosen again
  });
  document.addEventListener("paste", ({ clipboardData }) => takeAll(clipboardData.files));
  openDrop(takeAll, error);
  openSamples(take, error);
}

function openDrop(takeAll, error) {
  const veil = byId("dropping");
  let depth = 0; // each element under the pointer is entered and left
  const enter = (by) => {
    depth = Math.max(0, depth + by);
    veil.hidden = depth === 0;
  };
  document.addEventListener("dragenter", () => enter(1));
  document.addEventListener("dragleave", () => enter(-1));
  document.addEventListener("dragover", (event) => event.preventDefault());
  document.addEventListener("drop", (event) => {
    event.preventDefault();
    enter(-depth);
    takeAll(event.dataTransfer.files);
    if (!event.dataTransfer.files.length) {
      tell(error, "What was dropped is no file. Save the picture first, then drop it here.");
    }
  });
}

function openSamples(take, error) {
  for (const [name, what] of SAMPLES) {
    const picture = make("img");
    picture.src = `/assets/${name}`;
    picture.alt = `Sample: ${what}`;
    const button = make("button", "", picture);
    button.type = "button";
    button.title = name;
    button.addEventListener("click", async () => {
      tell(error, null);
      try {
        take(await (await fetch(picture.src)).blob(), name);
      } catch {
        tell(error, "The sample could not be read from the server.");
      }
    });
    byId("samples").append(make("li", "", button));
  }
}
