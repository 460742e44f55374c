// Puts the parts of the page together.
import { openCamera } from "./camera.js";

import { byId, tell } from "./dom.js";
import { clock, labelParts, milliseconds, percent } from "./format.js";
import { openIntake } from "./intake.js";
import { Pictures } from "./pictures.js";
import { openPlugin } from "./plugin.js";
import { openRate } from "./rate.js";
import { openRule } from "./rule.js";
import { say } from "./say.js";
import * as server from "./server.js";
import { show } from "./stage.js";
import { openStrip } from "./strip.js";

const PATIENCE_MS = 150;

const pictures = new Pictures();
let current = null;
let following = true;

const drawStrip = openStrip((picture) => {
  following = picture === pictures.all[0];
  look(picture);
});
const drawRate = openRate();
const rule = openRule(askAgain);
const showPlugin = openPlugin(readState);
openIntake(take);
openCamera(take);
byId("drop-rest").addEventListener("click", () => pictures.dropRest());

function take(blob, name, live) {
  following = true;
  return pictures.add(blob, name, live);
}

/** The picture that is looked at goes through the new rule too. */
function askAgain() {
  if (current && !current.live && !pictures.waiting) {
    take(current.blob, current.name);
  }
}

function look(picture) {
  current = picture;
  show(picture);
  drawStrip(pictures.all, current);
}

pictures.addEventListener("change", ({ picture }) => {
  const { waiting } = pictures;
  byId("queue").hidden = waiting === 0;
  byId("queue-text").textContent = `${waiting} more to send`;
  if (picture && picture === current) {
    show(picture);
  } else if (picture && following && picture.state !== "asked") {
    current = picture;
    show(picture);
  } else if (picture && following) {
    // Most answers are there sooner: then the last answer stays until the next, and nothing flickers.
    setTimeout(() => following && picture.state === "asked" && look(picture), PATIENCE_MS);
  }
  drawStrip(pictures.all, current);
  if (picture && picture.state !== "asked" && !picture.live) {
    say(waiting ? `${waiting} pictures more to send` : inWords(picture));
  }
});

function inWords({ name, error, results, millis }) {
  if (error) {
    return `${name} failed: ${error}`;
  }
  const [best] = results;
  const what = best ? `${labelParts(best.label).name}, ${percent(best.confidence)}` : "nothing reaches the threshold";
  return `${name}: ${what}, in ${milliseconds(millis.total)}`;
}

function showPeer(id, name, good, error) {
  const place = byId(id);
  place.className = `peer ${good ? "good" : "bad"}`;
  place.lastElementChild.textContent = good ? name : `${name}: not there`;
  place.title = error ?? "";
}

const hear = {
  result: ({ id, ...answer }) => pictures.answered(id, answer),
  failure: ({ id, error }) => pictures.answered(id, { error }),
  rule: (data) => rule.show(data),
  rate: drawRate,
  plugin: showPlugin,
  ekuiper: ({ version, url, error }) => showPeer("ekuiper", `eKuiper ${version ?? ""}`, version !== null, error ?? url),
  broker: ({ connected, url, error }) => showPeer("broker", "Broker", connected, error ?? url),
};

async function readState() {
  try {
    const state = await server.state();
    pictures.maxBytes = state.limits.maxImageBytes;
    rule.showModels(state.models);
    for (const part of ["rule", "plugin", "ekuiper", "broker"]) {
      hear[part](state[part]);
    }
  } catch {
    // The events tell that the server is gone, and when it is back this is read again.
  }
}

let lostAt = null;

server.listen(
  (name, data) => hear[name](data),
  async (connected) => {
    if (connected) {
      lostAt = null;
      await readState();
    } else {
      lostAt ??= new Date();
    }
    const since = lostAt && clock(lostAt);
    tell(byId("offline"), since && `No connection to jkuiper web since ${since}. It is tried again; pictures wait.`);
    pictures.online = connected;
  },
);
