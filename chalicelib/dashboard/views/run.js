// One run: what became of it so far, step by step.

import { useSpokenState, useTabState } from "../state/announce.js";
import { useNow } from "../lib/clock.js";
import { duration, elapsed, Moment, Text, usd } from "../lib/format.js";
import { html, useState } from "../lib/html.js";
import { isStale, usePoll } from "../state/poll.js";
import { to } from "../state/router.js";
import { look, Progress, stateOf, Status, Tags } from "../state/status.js";
import { Followed, isResumable } from "./followed.js";
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
  const [pipeline] = usePoll("pipeline");
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
    <nav class="crumbs" aria-label="Breadcrumb"><a href="#/">Runs</a></nav>
    <div class="heading">
      <h1 class="long-name">${name}</h1>
      <${Freshness} state=${state} />
    </div>
    <${Interrupted} state=${state} what="run" />
    ${!run && !state.problem && html`<p class="loading">Loading…</p>`}
    ${run &&
    html`
      <div class="state">
        <${Status} status=${stateOf(run)} large /><${Tags} run=${run} />
        <${Progress} run=${run} />
        ${operator && html`<${Actions} run=${run} live=${live} onStopped=${onStopped} />`}
      </div>
      ${stopped && html`<${Stopped} answer=${stopped} />`}
      <${Followed} run=${run} />
      <${Message} run=${run} />
      <${Waiting} runs=${live ? run.waiting_for ?? [] : []} />
      <${Facts} run=${run} time=${frozen} />
      <${Gantt} run=${run} time=${frozen} frozen=${frozen !== time} step=${query.step} />
      <${Steps} run=${run} time=${frozen} step=${query.step} attempts=${attemptsOf(pipeline.document)} />
      <${Input} run=${run} />
    `}
  `;
}

function Actions({ run, live, onStopped }) {
  return html`<div class="acts">
    ${live && html`<${Stop} name=${run.name} onStopped=${onStopped} />`}
    ${isResumable(run) &&
    html`<a class="button ${run.superseded_by ? "" : "main"}" href=${to("runs", run.name, "resume")}>Resume…</a>`}
    <a class="button" href=${to("start", { like: run.name })}>Start again…</a>
  </div>`;
}

function Message({ run }) {
  if (!run.message) return null;
  return html`<div class="notice ${look(stateOf(run)).tone === "off" ? "off" : "bad"}">
    ${run.error && html`<strong>${run.error}</strong>`}
    <p class="message"><${Text} text=${run.message} most=${600} /></p>
  </div>`;
}

// Above the steps: they are all pending for as long as this lasts.
function Waiting({ runs }) {
  if (!runs.length) return null;
  return html`<div class="notice wait" role="status">
    <strong>Waiting for Glue runs that an earlier refresh left</strong>
    <ul>
      ${runs.map((one) => html`<li>${one.job_name}: <code>${one.job_run_id}</code> ${look(one.state).word}</li>`)}
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
    ${fact("Started by", startedBy(run))}
    ${run.reason && fact("Reason", html`<q><${Text} text=${run.reason} /></q>`)}
    ${typeof run.cost_usd === "number" && fact("Cost", usd(run.cost_usd))}
  </dl>`;
}

/** Return who or what started a run. */
export function startedBy({ requested_by: who, trigger }) {
  const words = { schedule: "the schedule", other: "not by the API" };
  return who ?? words[trigger] ?? trigger;
}

/** Return how often each step is tried at most, by its key. */
function attemptsOf(pipeline) {
  const steps = pipeline?.stages.flatMap((stage) => stage.steps) ?? [];
  return Object.fromEntries(steps.map(({ key, retries }) => [key, 1 + (ofAll(retries)?.max_attempts ?? 0)]));
}

function ofAll(retries) {
  return retries.find(({ errors }) => errors.includes("States.ALL"));
}
