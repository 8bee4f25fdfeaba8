// The runs, newest first.

import { useTabState } from "../announce.js";
import { ask } from "../api.js";
import { useNow } from "../clock.js";
import { duration, elapsed, Moment, utc } from "../format.js";
import { html, useEffect, useRef, useState } from "../html.js";
import { isStale, usePoll } from "../poll.js";
import { to } from "../router.js";
import { look, Progress, stateOf, Status } from "../status.js";
import { Filters, pathOf } from "./filters.js";
import { Freshness, Interrupted, Trouble } from "./notice.js";

/** The view; `query` has the filters. */
export function Runs({ query }) {
  const path = pathOf(query);
  const [state] = usePoll(path);
  const [runs, older] = useAllPages(path, state);
  const time = useNow(runs.some((run) => !run.stopped_at));
  const frozen = isStale(state, time) ? state.at : time;
  useTabState(Object.keys(query).length ? null : runs[0], null);
  return html`
    <div class="heading">
      <h1>Runs</h1>
      <${Freshness} state=${state} />
    </div>
    <${Filters} query=${query} />
    <${Interrupted} state=${state} />
    ${!state.document && !state.problem && html`<p class="loading">Looking…</p>`}
    ${state.document && !runs.length && !older.more && html`<${None} filtered=${Object.keys(query).length > 0} />`}
    ${runs.length > 0 &&
    html`<ol class="runs" aria-label="Runs, newest first">
      ${runs.map((run) => html`<${Row} key=${run.name} run=${run} time=${run.stopped_at ? 0 : frozen} />`)}
    </ol>`}
    <${Trouble} problem=${older.problem} />
    ${older.more &&
    html`<div class="actions center">
      <button type="button" disabled=${older.busy} onClick=${older.load}>
        ${older.busy ? "Looking…" : "Older runs"}
      </button>
    </div>`}
  `;
}

function None({ filtered }) {
  return html`<section class="empty">
    <h2>${filtered ? "No run is like this" : "No refresh has run yet"}</h2>
    <p>${filtered ? html`<a href="#/">See all runs</a>` : "The first one will be shown here as it runs."}</p>
  </section>`;
}

function Row({ run, time }) {
  const { failed, running } = run.progress;
  const link = to("runs", run.name);
  const why = run.stopped_at && run.message;
  const unnamed = failed.filter((key) => !run.message?.includes(key));
  return html`<li class="run">
    <a class="name" href=${link} data-row><span>${run.name}</span></a>
    <${Status} status=${stateOf(run)} />
    <${Progress} progress=${run.progress} status=${run.status} />
    <span class="when"><${Moment} iso=${run.started_at} short /></span>
    <span class="long" title="Duration">${duration(elapsed(run.started_at, run.stopped_at, time))}</span>
    <span class="by">
      ${run.requested_by ?? html`<span class="faint">${run.trigger}</span>`}
      ${run.reason && html`<q>${run.reason}</q>`}
    </span>
    ${running.length > 0 && !run.stopped_at && html`<p class="now">Now ${running.join(", ")}</p>`}
    ${run.expected_end && !run.stopped_at && html`<p class="now">Expected end ${utc(run.expected_end)}</p>`}
    ${why && html`<p class="why ${look(stateOf(run)).tone}">${unnamed.length > 0 && html`<strong>${unnamed.join(", ")}</strong> `}${why}</p>`}
  </li>`;
}

/** Return the runs of the first page as it is now and of all older pages, and how to load another. */
function useAllPages(path, state) {
  const known = useRef({ path, runs: new Map() });
  if (known.current.path !== path) known.current = { path, runs: new Map() };
  const { runs } = known.current;
  const [older, setOlder] = useState({ path, cursor: undefined, busy: false, problem: null });
  const current = older.path === path ? older : { path, busy: false, problem: null };
  useEffect(() => setOlder({ path, cursor: undefined, busy: false, problem: null }), [path]);
  // What new runs push off the first page stays on the screen.
  if (state.document) keepUp(runs, state.document);
  const cursor = current.cursor === undefined ? state.document?.next_cursor : current.cursor;
  const load = async () => {
    setOlder({ ...current, cursor, busy: true, problem: null });
    try {
      const { document } = await ask("GET", `${path}&cursor=${encodeURIComponent(cursor)}`);
      if (known.current.path !== path) return;
      document.items.forEach((run) => remember(runs, run));
      setOlder({ path, cursor: document.next_cursor, busy: false, problem: null });
    } catch (problem) {
      if (known.current.path === path) setOlder({ path, cursor, busy: false, problem });
    }
  };
  const sorted = [...runs.values()].sort((a, b) => Date.parse(b.started_at) - Date.parse(a.started_at));
  return [sorted, { ...current, more: Boolean(cursor), load }];
}

function keepUp(runs, { items, next_cursor: more }) {
  for (const run of items) remember(runs, run);
  // One that went on and is not where it would be has ended, and is not what is looked for any more.
  const listed = new Set(items.map(({ name }) => name));
  const since = more && items.length ? Date.parse(items.at(-1).started_at) : 0;
  for (const { name, stopped_at: ended, started_at: started } of [...runs.values()]) {
    if (!ended && !listed.has(name) && Date.parse(started) > since) runs.delete(name);
  }
}

function remember(runs, run) {
  // An answer made before the end may come after one made later.
  if (!runs.get(run.name)?.stopped_at || run.stopped_at) runs.set(run.name, run);
}
