// The steps of an execution: on one time axis, and as a table.

import { duration, elapsed, own, plain } from "../lib/format.js";
import { html, useEffect, useRef } from "../lib/html.js";
import { isOpen } from "../state/execution.js";
import { linkToExecution } from "../state/links.js";
import { appearanceOf, stepAppearanceOf } from "../state/status.js";
import { barsOf, timelineOf } from "../state/timeline.js";
import { Moment, Status, Text } from "./parts.js";

const COLUMNS = ["Step", "Status", "Attempts", "Started", "Duration"];
// In the place of a step's key: the reader has closed what was open.
const NONE = "-";

/** The chart, as of `time` (ms); `frozen` where that is not now. @param {Props} props */
export function Timeline({ execution, time, frozen, selected }) {
  const timeline = timelineOf(execution, time);
  const { steps } = execution;
  return html`<section class="gantt ${frozen ? "frozen" : ""}" aria-labelledby="gantt-title">
    <h2 id="gantt-title">Timeline ${frozen && html`<small>out of date</small>`}</h2>
    <div class="axis" aria-hidden="true">
      ${timeline.marks.map(({ left, text }) => html`<span style=${{ left: `${left}%` }}>${text}</span>`)}
    </div>
    <ol>
      ${steps.map(
        (step, index) => html`<${Line}
          key=${step.key}
          name=${execution.name}
          step=${step}
          newStage=${step.stage !== steps[index - 1]?.stage}
          timeline=${timeline}
          selected=${selected}
        />`,
      )}
    </ol>
  </section>`;
}

/** @param {Props} props */
function Line({ name, step, newStage, timeline, selected }) {
  const { key, title, stage, attempts } = step;
  const { word } = stepAppearanceOf(step);
  const tried = attempts.length > 1 ? `, ${attempts.length} attempts` : "";
  const open = key === selected;
  return html`<li class=${newStage ? "first" : ""}>
    <span class="stage">${newStage ? stage : ""}</span>
    <a
      href=${linkToExecution(name, open ? {} : { step: key })}
      class=${open ? "selected" : ""}
      aria-label="${key} ${title}: ${word}, ${duration(step.duration_seconds)}${tried}"
    >
      <span class="label"><b>${key}</b> ${title}</span>
      <span class="track">
        ${timeline.marks.map(({ left }) => html`<i class="mark" style=${{ left: `${left}%` }}></i>`)}
        <${Bars} step=${step} timeline=${timeline} />
      </span>
    </a>
  </li>`;
}

/** @param {Props} props */
function Bars({ step, timeline }) {
  if (!step.attempts.length) {
    const { sign, word } = stepAppearanceOf(step);
    return html`<span class="nothing">${sign} ${word}${step.completed_in && `, in ${step.completed_in}`}</span>`;
  }
  const { bars, pauses } = barsOf(step, timeline);
  return html`
    ${pauses.map((pause) => html`<i class="pause" style=${placeOf(pause)}></i>`)}
    ${bars.map((bar) => {
      const { sign, tone } = appearanceOf(bar.status);
      return html`<i class="bar ${tone}" style=${placeOf(bar)}><b>${sign}</b></i>`;
    })}
  `;
}

/** @param {{ from: number, until: number }} span */
function placeOf({ from, until }) {
  return { left: `${from}%`, width: `${Math.max(0, until - from)}%` };
}

/** The table, as of `time` (ms); `limits` say how often each step is tried. @param {Props} props */
export function Steps({ execution, time, selected, limits }) {
  return html`<section aria-labelledby="steps-title">
    <h2 id="steps-title">Steps</h2>
    <table class="steps">
      <thead><tr>${COLUMNS.map((name) => html`<th scope="col">${name}</th>`)}</tr></thead>
      <tbody>
        ${execution.steps.map((step) => {
          const open = isOpen(step, selected);
          const overrides = own(execution.input.overrides, step.key) ?? {};
          return html`
            <${Row} key=${step.key} name=${execution.name} step=${step} overrides=${overrides} time=${time} open=${open} limit=${own(limits, step.key)} />
            ${open && html`<${Full} key="${step.key}-full" step=${step} overrides=${overrides} scroll=${step.key === selected} />`}
          `;
        })}
      </tbody>
    </table>
  </section>`;
}

/** @param {StepProps} props */
function Row({ name, step, overrides, time, open, limit }) {
  const { key, title, started_at: started, stopped_at: stopped, message, attempts } = step;
  const appearance = stepAppearanceOf(step);
  return html`<tr class=${open ? "open" : ""}>
    <th scope="row">
      <a class="whole" href=${linkToExecution(name, { step: open ? NONE : key })} aria-expanded=${open ? "true" : "false"} data-row>
        <span class="turn" aria-hidden="true">›</span><b>${key}</b> ${title}
      </a>
      ${Object.keys(overrides).length > 0 && html` <span class="tag">overrides</span>`}
    </th>
    <td data-name="Status"><${Status} appearance=${appearance} />
      ${message && !open && html`<p class="why ${appearance.tone}"><${Text} text=${message} max=${120} /></p>`}
    </td>
    <td data-name="Attempts"><${AttemptCount} number=${attempts.length} limit=${limit} /></td>
    <td data-name="Started"><${Moment} iso=${started} short /></td>
    <td data-name="Duration">${duration(started ? elapsed(started, stopped, time) : null)}</td>
  </tr>`;
}

// The limit is as deployed now. A start that Glue throttled has attempts of its own.
/** @param {{ number: number, limit: number }} props */
function AttemptCount({ number, limit }) {
  if (!number) return html`<span class="faint">–</span>`;
  return limit >= number ? `${number} of ${limit}` : number;
}

/** @param {StepProps} props */
function Full({ step, overrides, scroll }) {
  const part = useRef(/** @type {any} */ (null));
  // Who comes by a link or from the chart is led to it.
  useEffect(() => {
    if (scroll) part.current.scrollIntoView({ block: "nearest" });
  }, [scroll]);
  return html`<tr class="full" ref=${part}><td colspan=${COLUMNS.length}>
    ${step.message && html`<p class="message"><${Text} text=${step.message} max=${1000} /></p>`}
    <dl class="facts">
      <div><dt>Stage</dt><dd>${step.stage}</dd></div>
      <div><dt>Glue job</dt><dd><code>${step.job_name ?? "–"}</code></dd></div>
      <div><dt>Glue run</dt><dd><code>${step.job_run_id ?? "–"}</code></dd></div>
      <div><dt>Ended</dt><dd><${Moment} iso=${step.stopped_at} /></dd></div>
    </dl>
    ${step.attempts.length > 0 && html`<${Attempts} step=${step} />`}
    <${ArgumentList} step=${step} overrides=${overrides} />
  </td></tr>`;
}

/** @param {Props} props */
function Attempts({ step }) {
  return html`<h3>Attempts</h3>
    <ol class="attempts">
      ${step.attempts.map(
        ({ status, started_at: started, stopped_at: stopped, job_run_id: run, error, message }) => html`<li>
          <${Status} status=${status} />
          <${Moment} iso=${started} short />
          ${stopped && html`<span>${duration(elapsed(started, stopped))}</span>`}
          ${run && html`<code>${run}</code>`}
          ${error && html`<p class="message"><strong>${error}</strong> <${Text} text=${message ?? ""} /></p>`}
        </li>`,
      )}
    </ol>`;
}

/** A step's arguments; overrides are marked. @param {StepProps} props */
function ArgumentList({ step, overrides }) {
  const all = Object.entries(step.arguments);
  if (!all.length) return null;
  return html`<h3>Arguments</h3>
    <dl class="arguments">
      ${all.map(([name, value]) => {
        const changed = Object.hasOwn(overrides, name);
        return html`<div class=${changed ? "changed" : ""}>
          <dt>${name}${changed && html` <span class="tag">override</span>`}</dt>
          <dd>${plain(value)}</dd>
        </div>`;
      })}
    </dl>`;
}
