// Stopping a run.

import { ask } from "../state/api.js";
import { html, useState } from "../lib/html.js";
import { look } from "../state/status.js";
import { Question } from "./question.js";

/** The button and its question; `onStopped` gets the API's answer. */
export function Stop({ name, onStopped }) {
  const [open, setOpen] = useState(false);
  return html`
    <button type="button" class="danger" onClick=${() => setOpen(true)}>Stop…</button>
    ${open &&
    html`<${Question}
      act="Stop this run"
      no="Keep it running"
      yes="Stop it"
      kind="danger"
      send=${(body) => ask("POST", `executions/${encodeURIComponent(name)}/stop`, { body })}
      onDone=${onStopped}
      onClose=${() => setOpen(false)}
    >
      <code>${name}</code> ends, and so do its Glue runs. It can be resumed later.
    <//>`}
  `;
}

/** What is known to have stopped. */
export function Stopped({ answer }) {
  const going = answer.job_runs.filter((run) => !run.confirmed);
  if (!going.length && answer.confirmed) {
    return html`<div class="notice good" role="status">The run and its Glue runs have stopped.</div>`;
  }
  return html`<div class="notice wait" role="alert">
    <strong>The run was stopped, but a part of it may still be going on.</strong>
    <ul>
      ${going.map(
        (run) => html`<li>
          ${run.step}: <code>${run.job_run_id ?? run.job_name}</code> ${run.state && look(run.state).word} ${run.message}
        </li>`,
      )}
    </ul>
  </div>`;
}
