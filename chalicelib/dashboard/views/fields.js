// Fields of forms, with what the API says is wrong with them, and the windows that ask before an action.

import { own, plain } from "../lib/format.js";
import { html, useLayoutEffect, useRef, useState, visible } from "../lib/html.js";
import { actionOf, argumentName, argumentsOf, reasonBody, withArgument } from "../state/form.js";
import { exactProblem, fieldProblem, pointerTo } from "../state/problem.js";
import { useEnvironment, useHere } from "../state/session.js";
import { Trouble } from "./parts.js";

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
        changes=${own(overrides, step.key) ?? {}}
        inherited=${own(inherited, step.key) ?? {}}
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
        change=${own(changes, name)}
        inherited=${own(inherited, name)}
        configured=${own(step.defaults, name)}
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
  const text = value === undefined ? "" : plain(value);
  return html`<div class="field ${trouble ? "is-wrong" : ""}">
    <label for=${id}><code>${name}</code></label>
    <input
      id=${id}
      value=${text}
      placeholder=${value === undefined ? configured : "empty"}
      autocomplete="off"
      spellcheck="false"
      onInput=${(event) => onChange(event.target.value)}
    />
    ${button} ${visible(text) !== text.replaceAll("\n", "") && html`<p class="faint">Not all of it can be seen: <code>${text}</code></p>`}
    <${Wrong} trouble=${trouble} />
  </div>`;
}

/** A window; `onClose` is called for Escape too. Without it, there is no way out. @param {Props} props */
export function Dialog({ label, onClose, children }) {
  const dialog = useRef(/** @type {any} */ (null));
  const { production } = useEnvironment();
  // At once, not after the next paint: a key that is pressed meanwhile is not for the page below.
  useLayoutEffect(() => {
    const before = /** @type {HTMLElement | null} */ (document.activeElement);
    dialog.current.showModal();
    return () => before?.focus?.();
  }, []);
  const cancel = (/** @type {Event} */ event) => {
    event.preventDefault();
    onClose?.();
  };
  // A second Escape closes it, even if `cancel` prevents that.
  const closed = () => (onClose ? onClose() : dialog.current?.showModal());
  return html`<dialog ref=${dialog} class=${production ? "production" : ""} aria-label=${label} onCancel=${cancel} onClose=${closed}>
    ${children}
  </dialog>`;
}

/**
 * A question before an action, which asks for the reason too: `action` ("Stop this run"), its effect in
 * `children`, and buttons `no` and `yes`. `send` gets the body's part with the reason, and its answer is
 * handed to `onDone`.
 * @param {Props} props
 */
export function Question({ action, no, yes, kind, send, onDone, onClose, children }) {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState(/** @type {Problem | null} */ (null));
  const here = useHere();
  const submit = async (/** @type {any} */ event) => {
    event.preventDefault();
    const reason = String(new FormData(event.target).get("reason"));
    setBusy(true);
    setProblem(null);
    try {
      const answer = await send(reasonBody(reason));
      onClose?.();
      onDone(answer);
    } catch (error) {
      setProblem(error);
      setBusy(false);
    }
  };
  return html`<${Dialog} label="${action}${here}" onClose=${busy ? null : onClose}>
    <form onSubmit=${submit}>
      <h2>${action}${here}?</h2>
      <p>${children}</p>
      <${Field} name="reason" label="Reason (optional, everyone sees it)" trouble=${fieldProblem(problem, "/reason")}>
        <input id="reason" name="reason" maxlength="500" autofocus autocomplete="off" />
      <//>
      <${Trouble} problem=${problem} />
      <div class="actions">
        <button type="button" disabled=${busy} onClick=${onClose}>${no}</button>
        <button type="submit" class=${kind} disabled=${busy}>${busy ? "One moment…" : yes + here}</button>
      </div>
    </form>
  <//>`;
}
