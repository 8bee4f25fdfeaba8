// What statuses look like: a sign and a word, and a colour that nobody has to see.

import { html } from "../lib/html.js";
import { to } from "./router.js";

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
  SKIPPED: ["»", "Skipped", "skipped"],
  CANCELLED: ["■", "Cut off", "off"],
  NOT_RUN: ["–", "Not run", "idle"],
};
const DONE_EARLIER = { sign: "✓", word: "Done earlier", tone: "earlier" };

/** Return a status's sign, word and tone (a class of style.css). */
export function look(status) {
  const [sign, word, tone] = KNOWN[status] ?? ["•", sentence(status), "idle"];
  return { sign, word, tone };
}

/** Return the same of a step, which an earlier run may have done. */
export function lookOfStep({ status, completed_in: earlier }) {
  return earlier ? DONE_EARLIER : look(status);
}

/** Return what a run's state is called: how it ended, or its status while it goes on. */
export function stateOf(run) {
  return run.outcome ?? run.status;
}

/** A status, or a `look`, as a mark with its word. */
export function Status({ status, look: { sign, word, tone } = look(status), large = false }) {
  return html`<span class="status ${tone} ${large ? "large" : ""}">
    <span class="sign" aria-hidden="true">${sign}</span>${word}
  </span>`;
}

/** That a run which goes on or succeeded leaves steps out, and that arguments were given for it alone. */
export function Tags({ run }) {
  const well = !run.outcome || run.outcome === "SUCCEEDED";
  return html`${well && skippedAsAsked(run) > 0 && html` <span class="tag">partial</span>`}${run.overridden.length > 0 &&
  html` <span class="tag">other arguments</span>`}`;
}

/** How far an execution is: a cell for each step, in the pipeline's order, and the count. */
export function Progress({ run }) {
  return html`<span class="progress">
    <span class="cells" role="group" aria-label="Steps">
      ${run.steps.map((step) => {
        const { word, tone } = lookOfStep(step);
        const name = `${step.key} ${step.title}: ${word}`;
        // The keyboard has the run's own link; eight more for each run would be in its way.
        return html`<a
          key=${step.key}
          class=${tone}
          href=${to("runs", run.name, { step: step.key })}
          tabindex="-1"
          title=${name}
          aria-label=${name}
        ></a>`;
      })}
    </span>
    <span class="count"><${Count} run=${run} /></span>
  </span>`;
}

function Count({ run }) {
  const { done, skipped, total, failed } = run.progress;
  const earlier = Object.entries(Object.groupBy(run.steps.filter((step) => step.completed_in), (step) => step.completed_in));
  const asked = skippedAsAsked(run);
  const word = run.outcome === "SUCCEEDED" ? "run" : "done";
  return html`${done} of ${total - skipped} ${word}${failed.length > 0 && `, ${failed.length} failed`}${earlier.map(
    ([name, steps]) => html`, ${steps.length} done in <a href=${to("runs", name)}>${name}</a>`,
  )}${asked > 0 && `, ${asked} skipped`}`;
}

/** Return how many steps a run leaves out that no earlier one did for it. */
export function skippedAsAsked({ steps }) {
  return steps.filter((step) => step.status === "SKIPPED" && !step.completed_in).length;
}

function sentence(status) {
  const words = String(status).toLowerCase().replaceAll("_", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}
