// Windows over the page, which keep the keyboard inside.

import { html, useLayoutEffect, useRef, useState } from "../lib/html.js";
import { reasonBody } from "../state/form.js";
import { fieldProblem } from "../state/problem.js";
import { useEnvironment, useHere } from "../state/session.js";
import { Field } from "./fields.js";
import { Trouble } from "./notices.js";

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
