// Fields of forms, with what the API says is wrong with them.

import { plain } from "../lib/format.js";
import { html, useRef } from "../lib/html.js";
import { actionOf, argumentName, argumentsOf, withArgument } from "../state/form.js";
import { exactProblem, fieldProblem, pointerTo } from "../state/problem.js";

/** A label, the control in `children`, whose id is `name`, and its trouble. @param {Props} props */
export function Field({ name, label, trouble, children }) {
  return html`<div class="field ${trouble ? "is-wrong" : ""}">
    <label for=${name}>${label}</label>
    ${children}
    <${Wrong} trouble=${trouble} />
  </div>`;
}

/** @param {Props} props */
export function Wrong({ trouble }) {
  return trouble && html`<p class="wrong" role="alert">${trouble}</p>`;
}

/** @param {Props} props */
export function Reason({ form, problem, change }) {
  return html`<${Field} name="reason" label="Reason (for the record and the mail)" trouble=${fieldProblem(problem, "/reason")}>
    <input
      id="reason"
      maxlength="500"
      autocomplete="off"
      value=${form.reason}
      onInput=${(event) => change({ reason: event.target.value })}
    />
  <//>`;
}

/**
 * The fields; `inherited` are the overrides of the execution that this one repeats, and `replaced` is
 * the argument that the form gives elsewhere.
 * @param {Props} props
 */
export function OverrideFields({ steps, overrides, inherited = {}, replaced = null, problem, onChange }) {
  return html`<fieldset class="overrides">
    <legend>Arguments for this run only</legend>
    ${fieldProblem(problem, "/overrides") && html`<p class="wrong">Some arguments are invalid.</p>`}
    ${steps.map(
      (step) => html`<${StepFields}
        key=${step.key}
        step=${step}
        changes=${overrides[step.key] ?? {}}
        inherited=${inherited[step.key] ?? {}}
        replaced=${replaced}
        problem=${problem}
        onChange=${(name, value) => onChange(withArgument(overrides, step.key, name, value))}
      />`,
    )}
  </fieldset>`;
}

/** @param {StepFieldsProps} props */
function StepFields({ step, changes, inherited, replaced, problem, onChange }) {
  const part = useRef(/** @type {any} */ (null));
  const pointer = pointerTo("overrides", step.key);
  const wrong = fieldProblem(problem, pointer);
  const { names, changed, kept } = argumentsOf(step, changes, inherited, replaced);
  const add = (/** @type {any} */ event) => {
    const field = event.target.closest(".other").querySelector("input");
    const name = argumentName(field.value);
    if (name && !names.includes(name)) onChange(name, "");
    field.value = "";
    if (name) requestAnimationFrame(() => part.current?.querySelector(`#${CSS.escape(step.key + name)}`)?.focus());
  };
  return html`<details ref=${part} open=${Boolean(wrong) || undefined}>
    <summary>
      <b>${step.key}</b> ${step.title}
      ${kept > 0 && html` <span class="tag">${kept} kept</span>`}
      ${changed > 0 && html` <span class="tag">${changed} changed</span>`}
      ${wrong && html` <span class="tag bad">wrong</span>`}
    </summary>
    <${Wrong} trouble=${exactProblem(problem, pointer)} />
    ${names.map(
      (name) => html`<${Argument}
        key=${name}
        id=${step.key + name}
        name=${name}
        change=${changes[name]}
        inherited=${inherited[name]}
        configured=${step.defaults[name]}
        trouble=${fieldProblem(problem, pointerTo("overrides", step.key, name))}
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

/** @param {ArgumentProps} props */
function Argument({ id, name, change, inherited, configured, trouble, onChange }) {
  const action = actionOf(change, inherited, configured);
  const button =
    action &&
    html`<button type="button" class="plain" onClick=${() => onChange(action.value)}>
      ${action.text}<span class="unseen"> ${name}</span>
    </button>`;
  if (change === null) {
    return html`<div class="field taken-back">
      <code>${name}</code>
      <p><s>${plain(inherited)}</s> removed${configured === undefined ? "" : html`; <code>${configured}</code> is configured`}</p>
      ${button} <${Wrong} trouble=${trouble} />
    </div>`;
  }
  const value = change ?? inherited;
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
    ${button} <${Wrong} trouble=${trouble} />
  </div>`;
}
