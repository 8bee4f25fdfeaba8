// Job arguments for one run only, by step. What is given is a text, also an empty one, or null for an
// argument that is taken back.

import { plain } from "../lib/format.js";
import { html, useRef } from "../lib/html.js";
import { fieldProblem, pointer } from "./field.js";

/** Return overrides with one argument changed; `undefined` leaves it as it would be without. */
function changed(overrides, key, name, value) {
  const { [name]: _, ...others } = overrides[key] ?? {};
  const step = value === undefined ? others : { ...others, [name]: value };
  const { [key]: __, ...rest } = overrides;
  return Object.keys(step).length ? { ...rest, [key]: step } : rest;
}

/**
 * The fields; `steps` are the pipeline's, `had` the overrides of the run that this one repeats, and
 * `replaced` the argument that the form gives elsewhere to all steps which take it, if there is one.
 */
export function Overrides({ steps, overrides, had = {}, replaced, problem, onChange }) {
  return html`<fieldset class="overrides">
    <legend>Arguments for this run only</legend>
    ${fieldProblem(problem, "/overrides") && html`<p class="wrong">Some arguments are wrong.</p>`}
    ${steps.map(
      (step) => html`<${StepFields}
        key=${step.key}
        step=${step}
        given=${overrides[step.key] ?? {}}
        had=${had[step.key] ?? {}}
        replaced=${replaced in step.defaults && replaced}
        problem=${problem}
        onChange=${(name, value) => onChange(changed(overrides, step.key, name, value))}
      />`,
    )}
  </fieldset>`;
}

function StepFields({ step, given, had, replaced, problem, onChange }) {
  const part = useRef(null);
  const wrong = fieldProblem(problem, pointer("overrides", step.key));
  // What is said of the step itself, and of none of its arguments.
  const itself = problem?.fields.find((field) => field.pointer === pointer("overrides", step.key))?.message;
  // What is typed here as well is shown: the API says that it is one too many.
  const names = Object.keys({ ...step.defaults, ...had, ...given }).filter(
    (name) => name !== replaced || typeof given[name] === "string",
  );
  const count = names.filter((name) => name in given).length;
  const kept = names.filter((name) => name in had && !(name in given)).length;
  const add = (event) => {
    const field = event.target.closest(".other").querySelector("input");
    const typed = field.value.trim();
    const name = typed && !typed.startsWith("--") ? `--${typed}` : typed;
    if (name && !names.includes(name)) onChange(name, "");
    field.value = "";
    if (name) requestAnimationFrame(() => part.current?.querySelector(`#${CSS.escape(step.key + name)}`)?.focus());
  };
  return html`<details ref=${part} open=${Boolean(wrong) || undefined}>
    <summary>
      <b>${step.key}</b> ${step.title}
      ${kept > 0 && html` <span class="tag">${kept} kept</span>`}
      ${count > 0 && html` <span class="tag">${count} changed</span>`}
      ${wrong && html` <span class="tag bad">wrong</span>`}
    </summary>
    ${itself && html`<p class="wrong" role="alert">${itself}</p>`}
    ${names.map(
      (name) => html`<${Argument}
        key=${name}
        id=${step.key + name}
        name=${name}
        given=${given[name]}
        had=${had[name]}
        configured=${step.defaults[name]}
        trouble=${fieldProblem(problem, pointer("overrides", step.key, name))}
        onChange=${(value) => onChange(name, value)}
      />`,
    )}
    <div class="other">
      <label>Another argument <input placeholder="--NAME" autocomplete="off" spellcheck="false"
        onKeyDown=${(event) => event.key === "Enter" && (event.preventDefault(), add(event))} /></label>
      <button type="button" onClick=${add}>Add</button>
    </div>
  </details>`;
}

function Argument({ id, name, given, had, configured, trouble, onChange }) {
  const button = (text, value) =>
    html`<button type="button" class="plain" onClick=${() => onChange(value)}>${text}<span class="unseen"> ${name}</span></button>`;
  const wrong = trouble && html`<p class="wrong" role="alert">${trouble}</p>`;
  if (given === null) {
    return html`<div class="field taken-back">
      <code>${name}</code>
      <p><s>${plain(had)}</s> removed${configured === undefined ? "" : html`; <code>${configured}</code> is configured`}</p>
      ${button("Keep")} ${wrong}
    </div>`;
  }
  const value = given ?? had;
  let way = null;
  if (given !== undefined) way = button(had === undefined && configured === undefined ? "Remove" : "Undo");
  else if (had !== undefined) way = button("Remove", null);
  return html`<div class="field ${trouble ? "is-wrong" : ""}">
    <label for=${id}><code>${name}</code></label>
    <input
      id=${id}
      value=${value === undefined ? "" : plain(value)}
      placeholder=${value === undefined ? configured : "empty"}
      autocomplete="off"
      spellcheck="false"
      onInput=${(event) => onChange(event.target.value)}
    />
    ${way} ${wrong}
  </div>`;
}
