// The rule: its options as a form, its SQL as it is. A change goes to eKuiper at once.
import { byId, make, tell } from "./dom.js";
import { Refusal, changeRule } from "./server.js";

const PAUSE_MS = 250;
const NOTE_MS = 4000;
const TASKS = { labelImage: "classification", detectObjects: "detection" };
const THRESHOLDS = { labelImage: 0, detectObjects: 0.5 };
const KEYWORDS = /\b(SELECT|FROM|AS|WHERE|labelImage|detectObjects)\b/gi;

/** Calls changed() when a new rule is in service. Returns what shows a rule, and what shows the models there are. */
export function openRule(changed) {
  const form = byId("rule");
  let rule = null;
  let models = [];
  let timer;
  let noteTimer;
  let asking = false;
  let again = false;

  const fill = () => {
    if (!rule) {
      return;
    }
    const { options } = rule;
    form.elements.function.value = rule.function;
    fillModels(rule.function, options.model);
    byId("top-k").value = options.topK ?? "";
    byId("top-k").placeholder = "default";
    byId("crop").value = options.crop ?? "";
    byId("crop").disabled = rule.function !== "labelImage";
    byId("threshold").value = options.scoreThreshold ?? THRESHOLDS[rule.function];
    byId("threshold").dataset.set = options.scoreThreshold ?? "";
    showThreshold();
    showSql(rule.sql);
    tell(byId("rule-error"), rule.error);
  };

  const fillModels = (name, chosen) => {
    const names = models.filter(({ task }) => task === TASKS[name]).map((model) => model.name ?? "");
    const all = [...new Set(["", ...names, chosen ?? ""])];
    byId("model-name").replaceChildren(...all.map((model) => new Option(model || "the plugin’s default", model)));
    byId("model-name").value = chosen ?? "";
  };

  const wanted = () => {
    const name = form.elements.function.value;
    if (name !== rule.function) {
      return { function: name, options: {} }; // the other function has other models and another threshold
    }
    const options = {
      model: byId("model-name").value || null,
      topK: byId("top-k").value === "" ? null : Number(byId("top-k").value),
      scoreThreshold: byId("threshold").dataset.set === "" ? null : Number(byId("threshold").value),
    };
    if (name === "labelImage") {
      options.crop = byId("crop").value || null;
    }
    return { function: name, options };
  };

  const put = async () => {
    if (asking) {
      again = true;
      return;
    }
    asking = true;
    form.setAttribute("aria-busy", "true");
    note("Changing the rule …");
    let error = null;
    try {
      rule = await changeRule(wanted());
    } catch (failure) {
      error = failure instanceof Refusal ? failure.message : "The server cannot be reached.";
    }
    asking = false;
    form.removeAttribute("aria-busy");
    if (again) {
      again = false;
      put();
      return;
    }
    fill();
    if (error) {
      note("The rule stays as it was.");
      tell(byId("rule-error"), error);
    } else {
      note("In service.");
      changed();
    }
  };

  form.addEventListener("submit", (event) => event.preventDefault());
  byId("threshold").addEventListener("input", () => {
    byId("threshold").dataset.set = "yes";
    showThreshold();
  });
  form.addEventListener("change", () => {
    if (rule) {
      clearTimeout(timer);
      timer = setTimeout(put, PAUSE_MS);
    }
  });
  byId("copy").addEventListener("click", copy);

  function note(text) {
    byId("rule-note").textContent = text;
    clearTimeout(noteTimer);
    noteTimer = setTimeout(() => {
      byId("rule-note").textContent = "";
    }, NOTE_MS);
  }

  return {
    show(newRule) {
      rule = newRule;
      if (!asking) {
        fill();
      }
    },
    showModels(newModels) {
      models = newModels;
      fill();
    },
  };
}

function showThreshold() {
  const slider = byId("threshold");
  const text = slider.dataset.set === "" ? "default" : Number(slider.value).toFixed(2);
  byId("threshold-shown").textContent = text;
  slider.setAttribute("aria-valuetext", text);
}

function showSql(sql) {
  const parts = sql.split(KEYWORDS);
  byId("sql").replaceChildren(...parts.map((part, at) => (at % 2 ? make("b", "", part) : part)));
}

async function copy() {
  const button = byId("copy");
  try {
    await navigator.clipboard.writeText(byId("sql").textContent);
    button.textContent = "Copied";
  } catch {
    getSelection().selectAllChildren(byId("sql"));
    button.textContent = "Selected: copy it with Ctrl C";
  }
  setTimeout(() => {
    button.textContent = "Copy";
  }, 2000);
}
