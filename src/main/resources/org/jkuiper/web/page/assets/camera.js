// The camera: a picture by button, or live, the next as soon as the answer to the last is there.
import { byId, tell } from "./dom.js";
import { clock } from "./format.js";

const QUALITY = 0.9;
const WISH = { facingMode: "environment", width: { ideal: 1280 } };
const REASONS = {
  NotAllowedError: "The browser was not allowed to use the camera.",
  NotFoundError: "The browser finds no camera on this machine.",
  NotReadableError: "Another program uses the camera.",
};

/** take(blob, name, live) returns a picture that is `done` at some time. */
export function openCamera(take) {
  const video = byId("video");
  const canvas = document.createElement("canvas");
  const button = byId("camera");
  const liveButton = byId("live");
  let stream = null;
  let live = false;

  const show = (open) => {
    byId("camera-box").hidden = !open;
    button.setAttribute("aria-expanded", open);
  };

  const setLive = (on) => {
    live = on;
    liveButton.setAttribute("aria-pressed", on);
  };

  const close = () => {
    setLive(false);
    stream?.getTracks().forEach((track) => track.stop());
    stream = null;
    video.srcObject = null;
    show(false);
    button.focus();
  };

  const open = async () => {
    tell(byId("intake-error"), null);
    try {
      if (!navigator.mediaDevices) {
        throw new Error("The browser gives the camera only to pages of this machine (127.0.0.1) or over HTTPS.");
      }
      stream = await navigator.mediaDevices.getUserMedia({ video: WISH });
      stream.getTracks().forEach((track) => track.addEventListener("ended", close));
      show(true);
      video.srcObject = stream;
      await video.play();
      byId("shoot").focus();
    } catch (failure) {
      tell(byId("intake-error"), REASONS[failure.name] ?? failure.message);
    }
  };

  const frame = async () => {
    canvas.width = video.videoWidth;
    canvas.height = video.videoHeight;
    canvas.getContext("2d").drawImage(video, 0, 0);
    const blob = await new Promise((ready) => canvas.toBlob(ready, "image/jpeg", QUALITY));
    return take(blob, `camera, ${clock(new Date())}`, live);
  };

  button.addEventListener("click", () => (stream ? close() : open()));
  byId("camera-off").addEventListener("click", close);
  byId("shoot").addEventListener("click", frame);
  byId("camera-box").addEventListener("keydown", ({ key }) => key === "Escape" && close());
  liveButton.addEventListener("click", async () => {
    setLive(!live);
    while (live) {
      await (await frame()).done;
    }
  });
}
