// One run: what became of it so far, step by step.

import { useSpokenState, useTabState } from "../announce.js";
import { useNow } from "../clock.js";
import { duration, elapsed, Moment, usd } from "../format.js";
import { html, useState } from "../html.js";
import { isStale, usePoll } from "../poll.js";
import { to } from "../router.js";
import { look, Progress, stateOf, Status } from "../status.js";
import { Gantt } from "./gantt.js";
import { Input } from "./input.js";
import { Freshness, Interrupted } from "./notice.js";
import { Steps } from "./steps.js";
import { Stop, Stopped } from "./stop.js";

// What has ended stays so, whatever an answer that was made before says.
const OPTIONS = { outdated: (given, known) => Boolean(known.stopped_at && !given.stopped_at) };

/** The view; `query.step` is the step that is looked at. */
export function Run({ name, query, operator }) {
  const [state, poll] = usePoll(`executions/${encodeURIComponent(name)}`, OPTIONS);
  const [stopped, setStopped] = useState(null);
  const run = state.document;
  const live = Boolean(run) && !run.stopped_at;
  const time = useNow(live);
  const frozen = isStale(state, time) ? state.at : time;
  useTabState(run, name);
  useSpokenState(run);
  const onStopped = (answer) => {
    setStopped(answer.document);
    poll.current.put(answer.document, answer.at);
  };
  return html`
    <nav class="crumbs" aria-label="Where"><a href="#/">Runs</a></nav>
    <div class="heading">
      <h1 class="long-name">${name}</h1>
      <${Freshness} state=${state} />
    </div>
    <${Interrupted} state=${state} />
    ${!run && !state.problem && html`<p class="loading">Looking…</p>`}
    ${run &&
    html`
      <div class="state">
        <${Status} status=${stateOf(run)} large />
        <${Progress} progress=${run.progress} status=${run.status} />
        ${operator && html`<${Actions} run=${run} live=${live} onStopped=${onStopped} />`}
      </div>
      ${stopped && html`<${Stopped} answer=${stopped} />`}
      ${run.message &&
      html`<div class="notice ${look(stateOf(run)).tone === "off" ? "off" : "bad"}">
        <strong>${run.error ?? "Why"}</strong>
        <p class="message">${run.message}</p>
      </div>`}
      <${Waiting} runs=${live ? run.waiting_for ?? [] : []} />
      <${Facts} run=${run} time=${frozen} />
      <${Gantt} run=${run} time=${frozen} frozen=${frozen !== time} step=${query.step} />
      <${Steps} run=${run} time=${frozen} step=${query.step} />
      <${Input} run=${run} />
    `}
  `;
}

function Actions({ run, live, onStopped }) {
  if (live) return html`<${Stop} name=${run.name} onStopped=${onStopped} />`;
  // One that was refused did nothing that could be gone on with.
  if (run.status === "SUCCEEDED" || run.outcome === "REFUSED") return null;
  return html`<a class="button main" href=${to("runs", run.name, "resume")}>Resume…</a>`;
}

// Above the steps: they are all pending for as long as this lasts.
function Waiting({ runs }) {
  if (!runs.length) return null;
  return html`<div class="notice wait" role="status">
    <strong>It waits for Glue runs that an earlier run left</strong>
    <ul>
      ${runs.map((one) => html`<li>${one.job_name}: <code>${one.job_run_id}</code> ${one.state}</li>`)}
    </ul>
  </div>`;
}

function Facts({ run, time }) {
  const fact = (name, value) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`;
  return html`<dl class="facts">
    ${fact("Started", html`<${Moment} iso=${run.started_at} />`)}
    ${run.stopped_at
      ? fact("Ended", html`<${Moment} iso=${run.stopped_at} />`)
      : run.expected_end && fact("Expected end", html`<${Moment} iso=${run.expected_end} />`)}
    ${fact("Duration", duration(elapsed(run.started_at, run.stopped_at, time)))}
    ${fact("By", run.requested_by ?? run.trigger)}
    ${run.reason && fact("Why", html`<q>${run.reason}</q>`)}
    ${typeof run.cost_usd === "number" && fact("Cost", usd(run.cost_usd))}
  </dl>`;
}
