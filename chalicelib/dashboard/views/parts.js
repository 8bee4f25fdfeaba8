// Parts that several views draw: times, texts, statuses, and notices of what went wrong or came after.

import { useNow } from "../lib/clock.js";
import { cut, isUtc, local, utc } from "../lib/format.js";
import { html, useState } from "../lib/html.js";
import { laterOf, resumedFrom } from "../state/execution.js";
import { linkToExecution, splitAtNames } from "../state/links.js";
import { freshnessOf, isFinal, isStale, isUnasked } from "../state/poll.js";
import { holderText, interruptionOf } from "../state/problem.js";
import { appearanceOf, progressOf, stepAppearanceOf, tagsOf } from "../state/status.js";

/** A time in the reader's zone, and in UTC where that is another. @param {Props} props */
export function Moment({ iso, short = false }) {
  if (!iso) return html`<span class="faint">–</span>`;
  const same = isUtc(iso);
  return html`<time datetime=${iso} title=${same ? null : utc(iso)}>
    ${local(iso)}${!same && html` <small class="utc">${utc(iso, short)}</small>`}
  </time>`;
}

/** @param {Props} props */
export function ExecutionLink({ name }) {
  return html`<a href=${linkToExecution(name)}>${name}</a>`;
}

/** A text of somebody else, with links to the executions that it names, such as `name`; cut after `max` characters. @param {Props} props */
export function Text({ text, max = 240, name }) {
  const [whole, setWhole] = useState(false);
  const beginning = cut(text, max);
  return html`<bdi>${splitAtNames(whole || !beginning ? text : beginning, name).map((part, index) =>
    index % 2 ? html`<${ExecutionLink} name=${part} />` : part,
  )}</bdi>${
    beginning &&
    html` <button type="button" class="more" aria-expanded=${whole ? "true" : "false"} onClick=${() => setWhole(!whole)}>
    ${whole ? "less" : "more"}
  </button>`
  }`;
}

/** A status, or an `appearance`. @param {Props} props */
export function Status({ status, appearance: { sign, word, tone } = appearanceOf(status), large = false }) {
  return html`<span class="status ${tone} ${large ? "large" : ""}">
    <span class="sign" aria-hidden="true">${sign}</span>${word}
  </span>`;
}

/** @param {Props} props */
export function Tags({ execution }) {
  return html`${tagsOf(execution).map((tag) => html` <span class="tag">${tag}</span>`)}`;
}

/** How far an execution is: a cell for each step, in the pipeline's order, and the count. @param {Props} props */
export function Progress({ execution }) {
  const { text, earlier, skipped } = progressOf(execution);
  return html`<span class="progress">
    <span class="cells" role="group" aria-label="Steps">
      ${execution.steps.map((step) => {
        const { word, tone } = stepAppearanceOf(step);
        const name = `${step.key} ${step.title}: ${word}`;
        // The keyboard has the execution's own link; eight more for each would be in its way.
        return html`<a
          key=${step.key}
          class=${tone}
          href=${linkToExecution(execution.name, { step: step.key })}
          tabindex="-1"
          title=${name}
          aria-label=${name}
        ></a>`;
      })}
    </span>
    <span class="count">${text}${earlier.map(
      ([name, steps]) => html`, ${steps} done in <${ExecutionLink} name=${name} />`,
    )}${skipped > 0 && `, ${skipped} skipped`}</span>
  </span>`;
}

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
  if (isUnasked(state)) {
    return html`<div class="notice wait" role="status">
      <strong>AWS cannot be asked at the moment.</strong> You see its last answer.
    </div>`;
  }
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
