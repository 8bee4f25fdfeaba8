// What statuses look like: a sign and a word, and a colour that nobody has to see.

import { html } from "./html.js";

// Sign, word, tone. Both lists are open: what is not known is shown as it comes.
const KNOWN = {
  RUNNING: ["▶", "Running", "live"],
  SUCCEEDED: ["✓", "Succeeded", "good"],
  FAILED: ["✕", "Failed", "bad"],
  TIMED_OUT: ["⧗", "Timed out", "bad"],
  ABORTED: ["■", "Stopped", "off"],
  REFUSED: ["⊘", "Refused", "off"],
  PENDING_REDRIVE: ["↻", "Redrive pending", "wait"],
  RETRYING: ["↻", "Retrying", "wait"],
  PENDING: ["○", "Pending", "idle"],
  SKIPPED: ["»", "Skipped", "idle"],
  CANCELLED: ["■", "Cancelled", "off"],
  NOT_RUN: ["–", "Not run", "idle"],
};

/** Return a status's sign, word and tone (live, good, bad, wait, off or idle). */
export function look(status) {
  const [sign, word, tone] = KNOWN[status] ?? ["•", sentence(status), "idle"];
  return { sign, word, tone };
}

/** Return what a run's state is called: how it ended, or its status while it goes on. */
export function stateOf(run) {
  return run.outcome ?? run.status;
}

/** A status as a mark with its word. */
export function Status({ status, large = false }) {
  const { sign, word, tone } = look(status);
  return html`<span class="status ${tone} ${large ? "large" : ""}">
    <span class="sign" aria-hidden="true">${sign}</span>${word}
  </span>`;
}

/** How far an execution is, a segment for each step. */
export function Progress({ progress, status }) {
  const { done, total, running, failed } = progress;
  const segments = Array.from({ length: total }, (_, index) => {
    if (index < done) return "done";
    if (index < done + failed.length) return "failed";
    return index < done + failed.length + running.length && status === "RUNNING" ? "live" : "";
  });
  return html`<span class="progress">
    <span
      class="segments"
      role="progressbar"
      aria-label="Steps done"
      aria-valuemin="0"
      aria-valuemax=${total}
      aria-valuenow=${done}
      aria-valuetext="${done} of ${total} steps done"
      >${segments.map((kind) => html`<i class=${kind}></i>`)}</span
    ><span class="count">${done}/${total}</span>
  </span>`;
}

function sentence(status) {
  const words = String(status).toLowerCase().replaceAll("_", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}
