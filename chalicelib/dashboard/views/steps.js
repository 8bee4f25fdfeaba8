// The steps as a table, and one of them in full.

import { duration, elapsed, Moment, usd } from "../format.js";
import { html, useEffect, useRef } from "../html.js";
import { to } from "../router.js";
import { look, Status } from "../status.js";

/** The table; `step` is the one that is shown in full, `time` (ms) that of what still runs. */
export function Steps({ run, time, step }) {
  const priced = run.steps.some((one) => typeof one.cost_usd === "number");
  const columns = ["Step", "Status", "Attempts", "Started", "Duration", ...(priced ? ["Cost"] : [])];
  return html`<section aria-labelledby="steps-title">
    <h2 id="steps-title">Steps</h2>
    <table class="steps">
      <thead><tr>${columns.map((name) => html`<th scope="col">${name}</th>`)}</tr></thead>
      <tbody>
        ${run.steps.map((one) => html`
          <${Row} key=${one.key} run=${run} step=${one} time=${time} priced=${priced} open=${one.key === step} />
          ${one.key === step && html`<${Full} key="${one.key}-full" run=${run} step=${one} span=${columns.length} />`}
        `)}
      </tbody>
    </table>
  </section>`;
}

function Row({ run, step, time, priced, open }) {
  const link = open ? to("runs", run.name) : to("runs", run.name, { step: step.key });
  const changed = Object.keys(run.input.overrides[step.key] ?? {}).length;
  const seconds = step.started_at ? elapsed(step.started_at, step.stopped_at, time) : null;
  return html`<tr class=${open ? "open" : ""}>
    <th scope="row">
      <a href=${link} aria-expanded=${open ? "true" : "false"} data-row>
        <span class="turn" aria-hidden="true">›</span><b>${step.key}</b> ${step.title}
      </a>
      ${changed > 0 && html` <span class="tag">overrides</span>`}
    </th>
    <td data-name="Status"><${Status} status=${step.status} />
      ${step.message && !open && html`<p class="why ${look(step.status).tone}">${step.message}</p>`}
    </td>
    <td data-name="Attempts">${step.attempts.length || html`<span class="faint">–</span>`}</td>
    <td data-name="Started"><${Moment} iso=${step.started_at} short /></td>
    <td data-name="Duration">${duration(seconds)}</td>
    ${priced && html`<td data-name="Cost">${typeof step.cost_usd === "number" ? usd(step.cost_usd) : "–"}</td>`}
  </tr>`;
}

function Full({ run, step, span }) {
  const part = useRef(null);
  // Who comes by a link or from the chart is led to it.
  useEffect(() => part.current.scrollIntoView({ block: "nearest" }), []);
  return html`<tr class="full" ref=${part}><td colspan=${span}>
    ${step.message && html`<p class="message"><strong>Why</strong> ${step.message}</p>`}
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
          ${attempt.error && html`<p class="message"><strong>${attempt.error}</strong> ${attempt.message}</p>`}
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

function plain(value) {
  return typeof value === "string" ? value : JSON.stringify(value);
}
