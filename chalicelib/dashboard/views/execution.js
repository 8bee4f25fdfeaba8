// One execution: its state, how it got there, and its input.

import { useNow } from "../lib/clock.js";
import { duration, elapsed, plain } from "../lib/format.js";
import { html, useState } from "../lib/html.js";
import { request } from "../state/api.js";
import {
  actionsOf,
  attemptLimits,
  isAsConfigured,
  isOutdated,
  messageTone,
  startedBy,
  unconfirmed,
} from "../state/execution.js";
import { linkTo } from "../state/links.js";
import { isStale, usePoll } from "../state/poll.js";
import { appearanceOf, stateOf } from "../state/status.js";
import { Question } from "./fields.js";
import { ExecutionLink, Followed, Freshness, Interrupted, Moment, Progress, Status, Tags, Text } from "./parts.js";
import { Steps, Timeline } from "./steps.js";
import { useSpokenState, useTabState } from "./tab.js";

const OPTIONS = { isOutdated };

/** The view; `query.step` is the selected step. @param {Props} props */
export function ExecutionView({ name, query, operator }) {
  const [state, poll] = usePoll(`executions/${encodeURIComponent(name)}`, OPTIONS);
  const [pipeline] = usePoll("pipeline");
  const [stopped, setStopped] = useState(/** @type {Stopped | null} */ (null));
  const { document: execution, problem } = state;
  const live = Boolean(execution) && !execution?.stopped_at;
  const now = useNow(live);
  const frozen = isStale(state, now);
  const time = frozen ? state.at : now;
  useTabState(execution, name);
  useSpokenState(execution);
  const onStopped = (/** @type {Answered<Stopped>} */ { document, at }) => {
    setStopped(document);
    poll.current.put(document, at);
  };
  return html`
    <nav class="crumbs" aria-label="Breadcrumb"><a href="#/">Runs</a></nav>
    <div class="heading">
      <h1 class="long-name">${name}</h1>
      <${Freshness} state=${state} />
    </div>
    <${Interrupted} state=${state} what="run" />
    ${!execution && !problem && html`<p class="loading">Loading…</p>`}
    ${
      execution &&
      html`
      <div class="state">
        <${Status} status=${stateOf(execution)} large /><${Tags} execution=${execution} />
        <${Progress} execution=${execution} />
        ${operator && html`<${Actions} execution=${execution} onStopped=${onStopped} />`}
      </div>
      ${stopped && html`<${StopResult} stopped=${stopped} />`}
      <${Followed} execution=${execution} />
      <${Message} execution=${execution} />
      ${live && html`<${Waiting} execution=${execution} />`}
      <${Facts} execution=${execution} time=${time} />
      <${Timeline} execution=${execution} time=${time} frozen=${frozen} selected=${query.step} />
      <${Steps} execution=${execution} time=${time} selected=${query.step} limits=${attemptLimits(pipeline.document)} />
      <${Input} execution=${execution} />
    `
    }
  `;
}

/** @param {Props} props */
function Actions({ execution, onStopped }) {
  const { name } = execution;
  const { stop, resume, resumed } = actionsOf(execution);
  return html`<div class="acts">
    ${stop && html`<${Stop} name=${name} onStopped=${onStopped} />`}
    ${resume && html`<a class="button ${resumed ? "" : "main"}" href=${linkTo(`runs/${encodeURIComponent(name)}/resume`)}>Resume…</a>`}
    <a class="button" href=${linkTo("start", { like: name })}>Start again…</a>
  </div>`;
}

/** @param {Props} props */
function Message({ execution }) {
  const { message, error } = execution;
  if (!message) return null;
  return html`<div class="notice ${messageTone(execution)}">
    ${error && html`<strong>${error}</strong>`}
    <p class="message"><${Text} text=${message} max=${600} /></p>
  </div>`;
}

// Above the steps: they are all pending for as long as this lasts.
/** @param {Props} props */
function Waiting({ execution: { waiting_for: runs } }) {
  if (!runs.length) return null;
  return html`<div class="notice wait" role="status">
    <strong>Waiting for Glue runs of an earlier refresh</strong>
    <ul>
      ${runs.map((run) => html`<li>${run.job_name}: <code>${run.job_run_id}</code> ${appearanceOf(run.state).word}</li>`)}
    </ul>
  </div>`;
}

/** @param {Props} props */
function Facts({ execution, time }) {
  const { started_at: started, stopped_at: stopped, reason } = execution;
  const fact = (/** @type {string} */ name, /** @type {any} */ value) =>
    html`<div><dt>${name}</dt><dd>${value}</dd></div>`;
  return html`<dl class="facts">
    ${fact("Started", html`<${Moment} iso=${started} />`)}
    ${stopped && fact("Ended", html`<${Moment} iso=${stopped} />`)}
    ${fact("Duration", duration(elapsed(started, stopped, time)))}
    ${fact("Started by", startedBy(execution))}
    ${reason && fact("Reason", html`<q><${Text} text=${reason} /></q>`)}
  </dl>`;
}

/** @param {Props} props */
function Stop({ name, onStopped }) {
  const [open, setOpen] = useState(false);
  return html`
    <button type="button" class="danger" onClick=${() => setOpen(true)}>Stop…</button>
    ${
      open &&
      html`<${Question}
      action="Stop this run"
      no="Keep it running"
      yes="Stop it"
      kind="danger"
      send=${(body) => request("POST", `executions/${encodeURIComponent(name)}/stop`, { body })}
      onDone=${onStopped}
      onClose=${() => setOpen(false)}
    >
      This stops <code>${name}</code> and its Glue runs. You can resume it later.
    <//>`
    }
  `;
}

/** @param {{ stopped: Stopped }} props */
function StopResult({ stopped }) {
  const runs = unconfirmed(stopped);
  if (!runs.length && stopped.confirmed) {
    return html`<div class="notice good" role="status">The run and its Glue runs have stopped.</div>`;
  }
  return html`<div class="notice wait" role="alert">
    <strong>The run was stopped, but parts of it may still be running.</strong>
    <ul>
      ${runs.map(
        (run) => html`<li>
          ${run.step}: <code>${run.job_run_id ?? run.job_name}</code> ${run.state && appearanceOf(run.state).word} <${Text} text=${run.message ?? ""} />
        </li>`,
      )}
    </ul>
  </div>`;
}

/** @param {Props} props */
function Input({ execution }) {
  const { input, lineage, name } = execution;
  const unreadable = Object.entries(input.unreadable);
  return html`<section aria-labelledby="input-title">
    <h2 id="input-title">Input</h2>
    ${isAsConfigured(execution) && html`<p>Every step, with the configured arguments.</p>`}
    ${input.skip.length > 0 && html`<p>Skip ${input.skip.join(", ")}; run the other steps.</p>`}
    ${Object.entries(input.overrides).map(
      ([key, overrides]) => html`<h3>${key}</h3>
        <dl class="arguments">
          ${Object.entries(overrides).map(
            ([argument, value]) => html`<div class="changed"><dt>${argument}</dt><dd>${plain(value)}</dd></div>`,
          )}
        </dl>`,
    )}
    ${
      unreadable.length > 0 &&
      html`<h3>Ignored, because a refresh does not accept it</h3>
      <dl class="arguments">
        ${unreadable.map(([place, value]) => html`<div><dt>${place || "the whole input"}</dt><dd>${plain(value)}</dd></div>`)}
      </dl>`
    }
    ${
      lineage.length > 0 &&
      html`<h3>Resumed from</h3>
      <ol class="lineage">
        ${lineage.map((earlier) => html`<li><${ExecutionLink} name=${earlier} /></li>`)}
        <li aria-current="true">${name}</li>
      </ol>`
    }
  </section>`;
}
