// What came of a run: who went on with it, and whether what it left undone has been done since.

import { html } from "../lib/html.js";
import { to } from "../state/router.js";

// One that was refused did nothing that could be gone on with, and nobody can repeat what no refresh takes.
const NOTHING_TO_RESUME = ["RefreshAlreadyRunning", "RefreshInputInvalid"];

/** Return whether the API would resume it. */
export function isResumable(run) {
  return Boolean(run.stopped_at) && run.status !== "SUCCEEDED" && !NOTHING_TO_RESUME.includes(run.error);
}

const link = (name) => html`<a href=${to("runs", name)}>${name}</a>`;

/** The ties of a run to later ones, as a notice. */
export function Followed({ run }) {
  const { resumed_by: next, superseded_by: done } = run;
  if (!done && !next) return null;
  return html`<div class="notice ${done ? "good" : "wait"}">
    <strong>${done ? "This has been dealt with." : "This has been resumed."}</strong>
    <p>
      ${done &&
      (next
        ? html`${link(done)} did what was left undone here, and succeeded.`
        : html`A later run, ${link(done)}, did these steps with the same arguments, and succeeded.`)}
      ${next && next !== done && html` Resumed by ${link(next)}.`}
    </p>
  </div>`;
}

/** The same in the list, and what it resumes itself. */
export function Ties({ run }) {
  const { resumed_by: next, superseded_by: done } = run;
  // Where a step says so, that says it all.
  const from = run.steps.some((step) => step.completed_in === run.resumed_from) ? null : run.resumed_from;
  if (!from && !next && !done) return null;
  return html`<p class="ties">
    ${done && html`<span class="good">✓ Dealt with by ${link(done)}</span>`}
    ${next && next !== done && html`<span>Resumed by ${link(next)}</span>`}
    ${from && html`<span>Resumes ${link(from)}</span>`}
  </p>`;
}
