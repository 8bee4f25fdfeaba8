// Parts that several views draw: times, texts, statuses.

import { cut, isUtc, local, utc } from "../lib/format.js";
import { html, useState } from "../lib/html.js";
import { linkToExecution, splitAtNames } from "../state/links.js";
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
  return html`${splitAtNames(whole || !beginning ? text : beginning, name).map((part, index) =>
    index % 2 ? html`<${ExecutionLink} name=${part} />` : part,
  )}${
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
