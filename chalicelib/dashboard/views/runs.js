// The runs, newest first.

import { useTabState } from "../state/announce.js";
import { useNow } from "../lib/clock.js";
import { duration, elapsed, local, Moment, Text } from "../lib/format.js";
import { html } from "../lib/html.js";
import { isStale, usePoll } from "../state/poll.js";
import { to } from "../state/router.js";
import { look, Progress, stateOf, Status, Tags } from "../state/status.js";
import { Filters, filtersOf, pathOf } from "./filters.js";
import { Ties } from "./followed.js";
import { Freshness, Interrupted, OtherHistory, Trouble } from "./notice.js";
import { useAllPages } from "./pages.js";
import { startedBy } from "./run.js";
import { noSchedule, until } from "./schedule.js";

const COLUMNS = { "status-of": "Status", name: "Run", "cells-of": "Steps", when: "Started", long: "Duration", by: "By, reason" };

/** The view; `asked` is the URL's query, `schedule` the state of the schedule's Poll. */
export function Runs({ asked, schedule }) {
  const query = filtersOf(asked);
  const path = pathOf(query);
  const [state] = usePoll(path);
  const [runs, older] = useAllPages(path, state);
  const time = useNow(runs.some((run) => !run.stopped_at));
  const frozen = isStale(state, time) ? state.at : time;
  const filtered = Object.keys(query).length > 0;
  useTabState(filtered ? null : runs[0], null);
  return html`
    <div class="heading">
      <h1>Runs</h1>
      <${Freshness} state=${state} />
    </div>
    ${!filtered && html`<${Standing} runs=${runs} schedule=${schedule} />`}
    <${Filters} query=${query} />
    <${Interrupted} state=${state} />
    ${older.lost > 0 && html`<${OtherHistory}>The runs that were shown here before are not in it.<//>`}
    ${!state.document && !state.problem && html`<p class="loading">Loading…</p>`}
    ${state.document && !runs.length && !older.more && html`<${None} filtered=${filtered} />`}
    ${runs.length > 0 && html`<${Table} runs=${runs} time=${frozen} />`}
    <${Trouble} problem=${older.problem} />
    ${older.more &&
    html`<div class="actions center">
      <button type="button" disabled=${older.busy} onClick=${older.load}>
        ${older.busy ? "Loading…" : "Older runs"}
      </button>
    </div>`}
  `;
}

/** The last whole run, and when the schedule starts the next refresh. */
function Standing({ runs, schedule }) {
  const whole = runs.find((run) => isWhole(run, runs));
  const [next] = schedule.document?.next_runs ?? [];
  const none = noSchedule(schedule);
  return html`<p class="lead">
    ${whole
      ? html`<span>Last whole run: <a href=${to("runs", whole.name)}>${local(whole.stopped_at)}</a></span>`
      : runs.length > 0 && html`<span>No whole run among the ${runs.length} shown</span>`}
    ${none ? html`<span>${none}</span>` : next && html`<span>Next scheduled run: <a href="#/schedule">${local(next)}</a>, ${until(next)}</span>`}
  </p>`;
}

// All steps were done, here or in what it resumed, and none with arguments of its own.
function isWhole(run, runs) {
  const did = ({ key, completed_in: earlier }) =>
    runs.some((one) => one.name === earlier && !one.overridden.includes(key));
  return (
    run.outcome === "SUCCEEDED" &&
    !run.overridden.length &&
    run.steps.every((step) => step.status === "SUCCEEDED" || did(step))
  );
}

function None({ filtered }) {
  return html`<section class="empty">
    <h2>${filtered ? "No runs match these filters" : "No refresh has run yet"}</h2>
    <p>${filtered ? html`<a href="#/">See all runs</a>` : "The first one will be shown here as it runs."}</p>
  </section>`;
}

// A table by its roles: a run is more than one line, and on a phone a card.
function Table({ runs, time }) {
  return html`<div class="runs" role="table" aria-label="Runs, newest first">
    <div class="columns" role="row">
      ${Object.entries(COLUMNS).map(([area, text]) => html`<span class=${area} role="columnheader">${text}</span>`)}
      <span class="unseen" role="columnheader">Details</span>
    </div>
    ${runs.map((run) => html`<${Row} key=${run.name} run=${run} time=${run.stopped_at ? 0 : time} />`)}
  </div>`;
}

function Row({ run, time }) {
  const { failed, running } = run.progress;
  const why = run.stopped_at && run.message;
  const unnamed = failed.filter((key) => !run.message?.includes(key));
  return html`<div class="run" role="row">
    <span class="status-of" role="cell"><${Status} status=${stateOf(run)} /><${Tags} run=${run} /></span>
    <span class="name" role="cell"><a class="whole" href=${to("runs", run.name)} data-row>${run.name}</a></span>
    <span class="cells-of" role="cell"><${Progress} run=${run} /></span>
    <span class="when" role="cell"><${Moment} iso=${run.started_at} short /></span>
    <span class="long" role="cell">${duration(elapsed(run.started_at, run.stopped_at, time))}</span>
    <span class="by" role="cell">
      ${startedBy(run)} ${run.reason && html`<q><${Text} text=${run.reason} most=${120} /></q>`}
    </span>
    <div class="rest" role="cell">
      ${running.length > 0 && !run.stopped_at && html`<p class="now">Now ${running.join(", ")}</p>`}
      ${run.expected_end && !run.stopped_at && html`<p class="now">Expected end ${local(run.expected_end)}</p>`}
      <${Ties} run=${run} />
      ${why &&
      html`<p class="why ${look(stateOf(run)).tone}">
        ${unnamed.length > 0 && html`<strong>${unnamed.join(", ")}</strong> `}<${Text} text=${why} />
      </p>`}
    </div>
  </div>`;
}
