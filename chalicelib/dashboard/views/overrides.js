// Job arguments for one run only, by step.

import { html, useState } from "../html.js";
import { fieldProblem, pointer } from "./field.js";

/** Return overrides with one changed; an empty value takes it away. */
function changed(overrides, key, name, value) {
  const { [name]: _, ...others } = overrides[key] ?? {};
  const step = value === "" ? others : { ...others, [name]: value };
  const { [key]: __, ...rest } = overrides;
  return Object.keys(step).length ? { ...rest, [key]: step } : rest;
}

/** The fields; `steps` are the pipeline's, `had` the overrides that a resumed run had. */
export function Overrides({ steps, overrides, had = {}, problem, onChange }) {
  return html`<fieldset class="overrides">
    <legend>Arguments for this run only</legend>
    ${fieldProblem(problem, "/overrides") && html`<p class="wrong">Some arguments are wrong.</p>`}
    ${steps.map(
      (step) => html`<${StepFields}
        key=${step.key}
        step=${step}
        given=${overrides[step.key] ?? {}}
        had=${had[step.key] ?? {}}
        problem=${problem}
        onChange=${(name, value) => onChange(changed(overrides, step.key, name, value))}
      />`,
    )}
  </fieldset>`;
}

function StepFields({ step, given, had, problem, onChange }) {
  const [more, setMore] = useState([]);
  const wrong = fieldProblem(problem, pointer("overrides", step.key));
  const configured = { ...step.defaults, ...had };
  const names = [...new Set([...Object.keys(configured), ...more, ...Object.keys(given)])];
  const count = Object.keys(given).length;
  const add = (event) => {
    const field = event.target.closest(".other").querySelector("input");
    const name = field.value.trim();
    if (name) setMore([...more, name.startsWith("--") ? name : `--${name}`]);
    field.value = "";
  };
  return html`<details open=${Boolean(wrong) || undefined}>
    <summary>
      <b>${step.key}</b> ${step.title}
      ${count > 0 && html` <span class="tag">${count} changed</span>`}
      ${wrong && html` <span class="tag bad">wrong</span>`}
    </summary>
    ${fieldProblem(exact(problem, step.key), "") && html`<p class="wrong" role="alert">${fieldProblem(exact(problem, step.key), "")}</p>`}
    ${names.map((name) => {
      const id = `${step.key}${name}`;
      const trouble = fieldProblem(problem, pointer("overrides", step.key, name));
      return html`<div class="field ${trouble ? "is-wrong" : ""}">
        <label for=${id}><code>${name}</code></label>
        <input
          id=${id}
          value=${given[name] ?? ""}
          placeholder=${configured[name] ?? ""}
          autocomplete="off"
          spellcheck="false"
          onInput=${(event) => onChange(name, event.target.value)}
        />
        ${trouble && html`<p class="wrong" role="alert">${trouble}</p>`}
      </div>`;
    })}
    <div class="other">
      <label>Another argument <input placeholder="--NAME" autocomplete="off" spellcheck="false"
        onKeyDown=${(event) => event.key === "Enter" && (event.preventDefault(), add(event))} /></label>
      <button type="button" onClick=${add}>Add</button>
    </div>
  </details>`;
}

// What is said of the step itself, and of none of its arguments.
function exact(problem, key) {
  const at = pointer("overrides", key);
  const fields = problem?.fields.filter((field) => field.pointer === at) ?? [];
  return { fields: fields.map(({ message }) => ({ pointer: "", message })) };
}
