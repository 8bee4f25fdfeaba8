// The list of executions, newest first.

import { useNow } from "../lib/clock.js";
import { duration, elapsed, local, until } from "../lib/format.js";
import { html } from "../lib/html.js";
import { messageTone, startedBy, unnamedFailures } from "../state/execution.js";
import { filtersOf, lastWhole, pathOf, STATUSES, useAllPages } from "../state/executions.js";
import { go, linkTo, linkToExecution } from "../state/links.js";
import { isStale, usePoll } from "../state/poll.js";
import { noSchedule } from "../state/schedule.js";
import { appearanceOf, stateOf } from "../state/status.js";
import { Freshness, Interrupted, Moment, OtherHistory, Progress, Status, Tags, Text, Ties, Trouble } from "./parts.js";
import { useTabState } from "./tab.js";

const COLUMNS = {
  "status-of": "Status",
  name: "Run",
  "cells-of": "Steps",
  when: "Started",
  long: "Duration",
  by: "By, reason",
};

/** The view; `schedule` is the state of the schedule's Poll. @param {Props} props */
export function ExecutionsView({ query, schedule }) {
  const filters = filtersOf(query);
  const path = pathOf(filters);
  const [state] = usePoll(path);
  const [executions, older] = useAllPages(path, state);
  const now = useNow(executions.some((execution) => !execution.stopped_at));
  const time = isStale(state, now) ? state.at : now;
  const filtered = Object.keys(filters).length > 0;
  useTabState(filtered ? null : executions[0], null);
  return html`
    <div class="heading">
      <h1>Runs</h1>
      <${Freshness} state=${state} />
    </div>
    ${!filtered && html`<${Standing} executions=${executions} schedule=${schedule} />`}
    <${Filters} filters=${filters} />
    <${Interrupted} state=${state} />
    ${older.lost > 0 && html`<${OtherHistory}>The runs that were shown here before are not in it.<//>`}
    ${!state.document && !state.problem && html`<p class="loading">Loading…</p>`}
    ${state.document && !executions.length && !older.more && html`<${None} filtered=${filtered} />`}
    ${executions.length > 0 && html`<${Table} executions=${executions} time=${time} />`}
    <${Trouble} problem=${older.problem} />
    ${
      older.more &&
      html`<div class="actions center">
      <button type="button" disabled=${older.busy} onClick=${older.load}>
        ${older.busy ? "Loading…" : "Older runs"}
      </button>
    </div>`
    }
  `;
}

/** The last whole run, and when the schedule starts the next refresh. @param {Props} props */
function Standing({ executions, schedule }) {
  const whole = lastWhole(executions);
  const [next] = schedule.document?.next_runs ?? [];
  const none = noSchedule(schedule);
  return html`<p class="lead">
    ${
      whole
        ? html`<span>Last whole run: <a href=${linkToExecution(whole.name)}>${local(whole.stopped_at ?? "")}</a></span>`
        : executions.length > 0 && html`<span>No whole run among the ${executions.length} shown</span>`
    }
    ${none ? html`<span>${none}</span>` : next && html`<span>Next scheduled run: <a href="#/schedule">${local(next)}</a>, ${until(next)}</span>`}
  </p>`;
}

/** @param {Props} props */
function None({ filtered }) {
  return html`<section class="empty">
    <h2>${filtered ? "No runs match these filters" : "No refresh has run yet"}</h2>
    <p>${filtered ? html`<a href="#/">See all runs</a>` : "The first one will be shown here as it runs."}</p>
  </section>`;
}

// A table by its roles: a row has more than one line, and is a card on a phone.
/** @param {Props} props */
function Table({ executions, time }) {
  return html`<div class="runs" role="table" aria-label="Runs, newest first">
    <div class="columns" role="row">
      ${Object.entries(COLUMNS).map(([area, text]) => html`<span class=${area} role="columnheader">${text}</span>`)}
      <span class="unseen" role="columnheader">Details</span>
    </div>
    ${executions.map((execution) => html`<${Row} key=${execution.name} execution=${execution} time=${time} />`)}
  </div>`;
}

/** @param {{ execution: Summary, time: number }} props */
function Row({ execution, time }) {
  const { name, started_at: started, stopped_at: stopped, reason, message, progress } = execution;
  const unnamed = unnamedFailures(execution);
  return html`<div class="run" role="row">
    <span class="status-of" role="cell"><${Status} status=${stateOf(execution)} /><${Tags} execution=${execution} /></span>
    <span class="name" role="cell"><a class="whole" href=${linkToExecution(name)} data-row>${name}</a></span>
    <span class="cells-of" role="cell"><${Progress} execution=${execution} /></span>
    <span class="when" role="cell"><${Moment} iso=${started} short /></span>
    <span class="long" role="cell">${duration(elapsed(started, stopped, time))}</span>
    <span class="by" role="cell">
      <bdi>${startedBy(execution)}</bdi> ${reason && html`<q><${Text} text=${reason} max=${120} /></q>`}
    </span>
    <div class="rest" role="cell">
      ${progress.running.length > 0 && !stopped && html`<p class="now">Now ${progress.running.join(", ")}</p>`}
      <${Ties} execution=${execution} />
      ${
        stopped &&
        message &&
        html`<p class="why ${messageTone(execution)}">
        ${unnamed.length > 0 && html`<strong>${unnamed.join(", ")}</strong> `}<${Text} text=${message} />
      </p>`
      }
    </div>
  </div>`;
}

/** @param {Props} props */
function Filters({ filters }) {
  const { status = "", since = "", until = "" } = filters;
  const change = (/** @type {string} */ name) => (/** @type {any} */ event) =>
    go(linkTo("", { ...filters, [name]: event.target.value }));
  return html`<form class="filters" aria-label="Filters" onSubmit=${(event) => event.preventDefault()}>
    <label>
      Status
      <select data-filter value=${status} onChange=${change("status")}>
        <option value="" selected=${!status}>All</option>
        ${STATUSES.map((value) => html`<option value=${value} selected=${value === status}>${appearanceOf(value).word}</option>`)}
      </select>
    </label>
    <label>From <input type="date" value=${since} onChange=${change("since")} /></label>
    <label>To <input type="date" value=${until} onChange=${change("until")} /></label>
    <span class="faint">Days in UTC</span>
    ${Object.keys(filters).length > 0 && html`<a href="#/">Clear</a>`}
  </form>`;
}
