// The list of executions: which are listed, as the URL says, by pages, newest first.

import { useRef, useState } from "../lib/html.js";
import { request } from "./api.js";

// RUNNING is a status, the others are outcomes: what was refused has not failed.
export const STATUSES = ["RUNNING", "SUCCEEDED", "FAILED", "ABORTED", "TIMED_OUT", "REFUSED"];
const PAGE_SIZE = "20";
const DAY_MS = 86_400_000;

/** Return the valid filters of a URL's query. @param {Query} query @returns {Query} */
export function filtersOf({ status, since, until }) {
  return {
    ...(status && STATUSES.includes(status) && { status }),
    ...(isDay(since) && { since }),
    ...(isDay(until) && { until }),
  };
}

/** @param {Query} filters @returns {`executions?${string}`} */
export function pathOf({ status, since, until }) {
  const query = new URLSearchParams({ limit: PAGE_SIZE });
  if (status) query.set(status === "RUNNING" ? "status" : "outcome", status);
  if (since) query.set("since", since);
  // The API's `until` is exclusive; here it is the last day.
  if (until) query.set("until", dayOf(Date.parse(until) + DAY_MS));
  return `executions?${query}`;
}

/** @param {string | undefined} text */
function isDay(text = "") {
  const time = Date.parse(text);
  return !Number.isNaN(time) && dayOf(time) === text;
}

/** @param {number} time */
function dayOf(time) {
  return new Date(time).toISOString().slice(0, 10);
}

/** @param {string} path @returns {Known} */
export function listOf(path) {
  return { path, executions: new Map(), lost: 0 };
}

/**
 * Take the first page as it is now. Executions that newer ones push off it stay known. `lost` counts how
 * often all finished ones were gone.
 * @param {Known} known @param {ExecutionPage} page
 */
export function takeFirstPage(known, { items, next_cursor: more }) {
  const { executions } = known;
  const listed = new Set(items.map(({ name }) => name));
  const since = more && items.length ? Date.parse(items[items.length - 1].started_at) : 0;
  const due = [...executions.values()].filter((one) => Date.parse(one.started_at) > since);
  const missing = due.filter((one) => !listed.has(one.name));
  // What has ended leaves this list, and only this list.
  const running = known.path.includes("status=");
  const conclusive = items.length > 0 || !more;
  if (!running && conclusive && missing.length === due.length && missing.some((one) => one.stopped_at)) {
    // This is another history, such as after a restart.
    known.lost += 1;
    executions.clear();
  }
  // One that still ran, and is missing, has ended and no longer passes the filters.
  for (const { name, stopped_at: ended } of missing) if (running || !ended) executions.delete(name);
  items.forEach((one) => remember(known, one));
}

/** @param {Known} known @param {Summary} execution */
export function remember({ executions }, execution) {
  // An answer made before the end may come after one made later.
  if (!executions.get(execution.name)?.stopped_at || execution.stopped_at) executions.set(execution.name, execution);
}

/** @param {Known} known */
export function newestFirst({ executions }) {
  return [...executions.values()].sort((a, b) => Date.parse(b.started_at) - Date.parse(a.started_at));
}

/** Return the newest that did all steps, itself or by what it resumed, none with overrides. @param {Summary[]} executions */
export function lastWhole(executions) {
  return executions.find(
    ({ outcome, overridden, steps }) =>
      outcome === "SUCCEEDED" &&
      !overridden.length &&
      steps.every(
        ({ key, status, completed_in: earlier }) =>
          status === "SUCCEEDED" || executions.some((one) => one.name === earlier && !one.overridden.includes(key)),
      ),
  );
}

/**
 * Return all known executions, and about older ones: whether there are `more`, how to `load` them, and how
 * often all were `lost`.
 * @param {`executions?${string}`} path @param {PollState<ExecutionPage>} state @returns {[Summary[], Older]}
 */
export function useAllPages(path, state) {
  const kept = useRef(/** @type {Known | null} */ (null));
  if (kept.current?.path !== path) kept.current = listOf(path);
  const known = /** @type {Known} */ (kept.current);
  if (state.document) takeFirstPage(known, state.document);
  const { lost } = known;
  const fresh = { path, lost, cursor: undefined, busy: false, problem: null };
  const [older, setOlder] = useState(/** @type {Paging} */ (fresh));
  const current = older.path === path && older.lost === lost ? older : fresh;
  const cursor = current.cursor === undefined ? state.document?.next_cursor : current.cursor;
  const load = async () => {
    setOlder({ ...current, cursor, busy: true, problem: null });
    const valid = () => kept.current === known && known.lost === lost;
    try {
      const { document } = await request("GET", `${path}&cursor=${encodeURIComponent(cursor ?? "")}`);
      if (!valid()) return;
      document.items.forEach((one) => remember(known, one));
      setOlder({ ...fresh, cursor: document.next_cursor });
    } catch (problem) {
      if (valid()) setOlder({ ...fresh, cursor, problem });
    }
  };
  return [newestFirst(known), { ...current, more: Boolean(cursor), load }];
}
