// The steps as a table, and some of them in full.

import { duration, elapsed, Moment, plain, Text, usd } from "../lib/format.js";
import { html, useEffect, useRef } from "../lib/html.js";
import { to } from "../state/router.js";
import { lookOfStep, Status } from "../state/status.js";

// In the place of a step's key: the reader has closed what was open.
const NONE = "-";

/** The table; `step` is the one that was asked for, `time` (ms) that of what still runs. */
export function Steps({ run, time, step, attempts }) {
  const priced = run.steps.some((one) => typeof one.cost_usd === "number");
  const columns = ["Step", "Status", "Attempts", "Started", "Duration", ...(priced ? ["Cost"] : [])];
  // Who asks for none sees what failed.
  const open = ({ key, status }) => (step ? key === step : status === "FAILED");
  return html`<section aria-labelledby="steps-title">
    <h2 id="steps-title">Steps</h2>
    <table class="steps">
      <thead><tr>${columns.map((name) => html`<th scope="col">${name}</th>`)}</tr></thead>
      <tbody>
        ${run.steps.map((one) => html`
          <${Row} key=${one.key} run=${run} step=${one} time=${time} priced=${priced} open=${open(one)} most=${attempts[one.key]} />
          ${open(one) && html`<${Full} key="${one.key}-full" run=${run} step=${one} span=${columns.length} asked=${one.key === step} />`}
        `)}
      </tbody>
    </table>
  </section>`;
}

function Row({ run, step, time, priced, open, most }) {
  const link = to("runs", run.name, { step: open ? NONE : step.key });
  const changed = Object.keys(run.input.overrides[step.key] ?? {}).length;
  const seconds = step.started_at ? elapsed(step.started_at, step.stopped_at, time) : null;
  return html`<tr class=${open ? "open" : ""}>
    <th scope="row">
      <a class="whole" href=${link} aria-expanded=${open ? "true" : "false"} data-row>
        <span class="turn" aria-hidden="true">›</span><b>${step.key}</b> ${step.title}
      </a>
      ${changed > 0 && html` <span class="tag">overrides</span>`}
    </th>
    <td data-name="Status"><${Status} look=${lookOfStep(step)} />
      ${step.message && !open && html`<p class="why ${lookOfStep(step).tone}"><${Text} text=${step.message} most=${120} /></p>`}
    </td>
    <td data-name="Attempts">${tried(step, most)}</td>
    <td data-name="Started"><${Moment} iso=${step.started_at} short /></td>
    <td data-name="Duration">${duration(seconds)}</td>
    ${priced && html`<td data-name="Cost">${typeof step.cost_usd === "number" ? usd(step.cost_usd) : "–"}</td>`}
  </tr>`;
}

// `most` is as the pipeline is deployed now. A start that Glue throttled has tries of its own.
function tried({ attempts: { length } }, most) {
  if (!length) return html`<span class="faint">–</span>`;
  return most >= length ? `${length} of ${most}` : length;
}

function Full({ run, step, span, asked }) {
  const part = useRef(null);
  // Who comes by a link or from the chart is led to it.
  useEffect(() => {
    if (asked) part.current.scrollIntoView({ block: "nearest" });
  }, [asked]);
  return html`<tr class="full" ref=${part}><td colspan=${span}>
    ${step.message && html`<p class="message"><${Text} text=${step.message} most=${1000} /></p>`}
    <dl class="facts">
      <div><dt>Stage</dt><dd>${step.stage}</dd></div>
      <div><dt>Glue job</dt><dd><code>${step.job_name ?? "–"}</code></dd></div>
      <div><dt>Glue run</dt><dd><code>${step.job_run_id ?? "–"}</code></dd></div>
      <div><dt>Ended</dt><dd><${Moment} iso=${step.stopped_at} /></dd></div>
    </dl>
    ${step.attempts.length > 0 && html`<${Attempts} step=${step} />`}
    <${Arguments} given=${step.arguments} overrides=${run.input.overrides[step.key] ?? {}} />
  </td></tr>`;
}

function Attempts({ step }) {
  return html`<h3>Attempts</h3>
    <ol class="attempts">
      ${step.attempts.map(
        (attempt) => html`<li>
          <${Status} status=${attempt.status} />
          <${Moment} iso=${attempt.started_at} short />
          ${attempt.stopped_at && html`<span>${duration(elapsed(attempt.started_at, attempt.stopped_at))}</span>`}
          ${attempt.job_run_id && html`<code>${attempt.job_run_id}</code>`}
          ${attempt.error && html`<p class="message"><strong>${attempt.error}</strong> <${Text} text=${attempt.message ?? ""} /></p>`}
        </li>`,
      )}
    </ol>`;
}

/** A step's arguments, with those marked that were given for this run only. */
export function Arguments({ given, overrides }) {
  const names = Object.keys(given);
  if (!names.length) return null;
  return html`<h3>Arguments</h3>
    <dl class="arguments">
      ${names.map(
        (name) => html`<div class=${name in overrides ? "changed" : ""}>
          <dt>${name}${name in overrides && html` <span class="tag">override</span>`}</dt>
          <dd>${plain(given[name])}</dd>
        </div>`,
      )}
    </dl>`;
}
