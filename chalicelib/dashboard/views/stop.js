// Stopping a run.

import { ask } from "../api.js";
import { useHere } from "../environment.js";
import { html, useState } from "../html.js";
import { look } from "../status.js";
import { Dialog } from "./dialog.js";
import { fieldProblem, Field } from "./field.js";
import { Trouble } from "./notice.js";

/** The button and its question; `onStopped` gets the API's answer. */
export function Stop({ name, onStopped }) {
  const [open, setOpen] = useState(false);
  return html`
    <button type="button" class="danger" onClick=${() => setOpen(true)}>Stop…</button>
    ${open && html`<${Question} name=${name} onStopped=${onStopped} onClose=${() => setOpen(false)} />`}
  `;
}

function Question({ name, onStopped, onClose }) {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState(null);
  const here = useHere();
  const submit = async (event) => {
    event.preventDefault();
    const reason = new FormData(event.target).get("reason").trim();
    setBusy(true);
    setProblem(null);
    try {
      const path = `executions/${encodeURIComponent(name)}/stop`;
      const answer = await ask("POST", path, { body: reason ? { reason } : {} });
      onClose();
      onStopped(answer);
    } catch (refused) {
      setProblem(refused);
      setBusy(false);
    }
  };
  return html`<${Dialog} label="Stop this run${here}" onClose=${busy ? null : onClose}>
    <form onSubmit=${submit}>
      <h2>Stop this run${here}?</h2>
      <p><code>${name}</code> ends, and so do its Glue runs. It can be resumed later.</p>
      <${Field} name="reason" label="Reason (optional)" problem=${fieldProblem(problem, "/reason")}>
        <input id="reason" name="reason" maxlength="500" autofocus autocomplete="off" />
      <//>
      <${Trouble} problem=${problem} />
      <div class="actions">
        <button type="button" disabled=${busy} onClick=${onClose}>Keep it running</button>
        <button type="submit" class="danger" disabled=${busy}>${busy ? "Stopping…" : `Stop it${here}`}</button>
      </div>
    </form>
  <//>`;
}

/** What is known to have stopped. */
export function Stopped({ answer }) {
  const going = answer.job_runs.filter((run) => !run.confirmed);
  if (!going.length && answer.confirmed) {
    return html`<div class="notice good" role="status">The run and its Glue runs have stopped.</div>`;
  }
  return html`<div class="notice wait" role="alert">
    <strong>The run was stopped, but something of it may still be going on.</strong>
    <ul>
      ${going.map(
        (run) => html`<li>
          ${run.step}: <code>${run.job_run_id ?? run.job_name}</code> ${run.state && look(run.state).word} ${run.message}
        </li>`,
      )}
    </ul>
  </div>`;
}
