// A question before something is done, which asks for the reason, too.

import { useHere } from "../state/environment.js";
import { html, useState } from "../lib/html.js";
import { Dialog } from "./dialog.js";
import { Field, fieldProblem } from "./field.js";
import { Trouble } from "./notice.js";

/**
 * The window: `act` ("Stop this run"), what that does in `children`, and buttons `no` and `yes`.
 * `send` gets what the body has of the reason and asks the API, whose answer `onDone` gets.
 */
export function Question({ act, no, yes, kind, send, onDone, onClose, children }) {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState(null);
  const here = useHere();
  const submit = async (event) => {
    event.preventDefault();
    const reason = new FormData(event.target).get("reason").trim();
    setBusy(true);
    setProblem(null);
    try {
      const answer = await send(reason ? { reason } : {});
      onClose();
      onDone(answer);
    } catch (refused) {
      setProblem(refused);
      setBusy(false);
    }
  };
  return html`<${Dialog} label="${act}${here}" onClose=${busy ? null : onClose}>
    <form onSubmit=${submit}>
      <h2>${act}${here}?</h2>
      <p>${children}</p>
      <${Field} name="reason" label="Reason (optional, everyone sees it)" problem=${fieldProblem(problem, "/reason")}>
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
