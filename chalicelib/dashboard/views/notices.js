// Notices: how fresh the data is, what went wrong, and what became of an execution.

import { useNow } from "../lib/clock.js";
import { html } from "../lib/html.js";
import { laterOf, resumedFrom } from "../state/execution.js";
import { linkToExecution } from "../state/links.js";
import { freshnessOf, isFinal, isStale } from "../state/poll.js";
import { holderText, interruptionOf } from "../state/problem.js";
import { ExecutionLink, Text } from "./parts.js";

/** @param {Props} props */
export function Trouble({ problem }) {
  if (!problem) return null;
  const { title, detail, holder, requestId } = problem;
  return html`<div class="notice bad" role="alert">
    <strong>${title}</strong>
    ${detail && html`<p><${Text} text=${detail} name=${holder?.name} /></p>`}
    ${
      holder &&
      html`<p>
      <a href=${linkToExecution(holder.name)}>See that run</a>${holderText(holder)}
      ${holder.reason && html` <q><${Text} text=${holder.reason} /></q>`}
    </p>`
    }
    ${requestId && html`<p class="faint">Request <code>${requestId}</code></p>`}
  </div>`;
}

/** @param {Props} props */
export function Freshness({ state }) {
  const time = useNow(!isFinal(state));
  if (!state.document) return null;
  const stale = isStale(state, time);
  return html`<span class="fresh ${stale ? "stale" : ""}">
    ${stale && html`<span aria-hidden="true">⚠ </span>`}${freshnessOf(state, time)}
  </span>`;
}

/** Why no newer data comes; `what` is what the path leads to. @param {Props} props */
export function Interrupted({ state, what = "page" }) {
  const { problem } = state;
  const interruption = interruptionOf(state);
  if (!interruption || !problem) return null;
  if (interruption === "failed") return html`<${Trouble} problem=${problem} />`;
  if (interruption === "unknown") {
    return html`<${OtherHistory}>It no longer knows this ${what}. You see its last known state.<//>`;
  }
  return html`<div class="notice wait" role="status">
    <strong>${problem.title}.</strong> You see its last answer.
    ${problem.detail && html`<p class="faint"><${Text} text=${problem.detail} /></p>`}
  </div>`;
}

/** That the API is back, but with another history; what that means is in `children`. @param {Props} props */
export function OtherHistory({ children }) {
  return html`<div class="notice wait" role="status">
    <strong>The API came back with another history.</strong> ${children}
  </div>`;
}

/** @param {string} name */
const link = (name) => html`<${ExecutionLink} name=${name} />`;

/** The later executions, as a notice. @param {Props} props */
export function Followed({ execution }) {
  const later = laterOf(execution);
  if (!later) return null;
  const { successor, viaResume, resume } = later;
  return html`<div class="notice ${successor ? "good" : "wait"}">
    <strong>${successor ? "A later run completed this." : "This run was resumed."}</strong>
    <p>
      ${
        successor &&
        (viaResume
          ? html`${link(successor)} completed the remaining steps.`
          : html`A later run, ${link(successor)}, completed these steps with the same arguments.`)
      }
      ${resume && html` Resumed by ${link(resume)}.`}
    </p>
  </div>`;
}

/** @param {Props} props */
export function Ties({ execution }) {
  const { successor = null, resume = null } = laterOf(execution) ?? {};
  const from = resumedFrom(execution);
  if (!from && !successor && !resume) return null;
  return html`<p class="ties">
    ${successor && html`<span class="good">✓ Completed by ${link(successor)}</span>`}
    ${resume && html`<span>Resumed by ${link(resume)}</span>`}
    ${from && html`<span>Resumes ${link(from)}</span>`}
  </p>`;
}
