// Which runs are shown: by status and by date, as the URL says.

import { html } from "../lib/html.js";
import { go, to } from "../state/router.js";

// Running is a status, the others are outcomes: what was refused has not failed.
const STATUSES = [
  ["", "All"],
  ["RUNNING", "Running"],
  ["SUCCEEDED", "Succeeded"],
  ["FAILED", "Failed"],
  ["ABORTED", "Stopped"],
  ["TIMED_OUT", "Timed out"],
  ["REFUSED", "Refused"],
];
const PAGE = 20;
const A_DAY_MS = 86_400_000;

/** Return what of a query the filters can show: a link with anything else shows all runs. */
export function filtersOf({ status, since, until }) {
  const known = STATUSES.some(([value]) => value === status);
  const given = { status: known && status, since: isDay(since) && since, until: isDay(until) && until };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value));
}

/** Return the API's path for these filters. */
export function pathOf({ status, since, until }) {
  const asked = new URLSearchParams({ limit: PAGE });
  if (status) asked.set(status === "RUNNING" ? "status" : "outcome", status);
  if (since) asked.set("since", since);
  // The API's `until` is the first moment that is too late; here it is the last day that is not.
  if (until) asked.set("until", dayAfter(until));
  return `executions?${asked}`;
}

/** The filters. */
export function Filters({ query }) {
  const change = (name) => (event) => go(to("", { ...query, [name]: event.target.value }));
  return html`<form class="filters" aria-label="Filters" onSubmit=${(event) => event.preventDefault()}>
    <label>
      Status
      <select data-filter value=${query.status ?? ""} onChange=${change("status")}>
        ${STATUSES.map(
          ([value, text]) => html`<option value=${value} selected=${value === (query.status ?? "")}>${text}</option>`,
        )}
      </select>
    </label>
    <label>From <input type="date" value=${query.since ?? ""} onChange=${change("since")} /></label>
    <label>To <input type="date" value=${query.until ?? ""} onChange=${change("until")} /></label>
    <span class="faint">Days in UTC</span>
    ${Object.keys(query).length > 0 && html`<a href="#/">Clear</a>`}
  </form>`;
}

function isDay(text) {
  return !Number.isNaN(Date.parse(text)) && dayOf(Date.parse(text)) === text;
}

function dayAfter(day) {
  return dayOf(Date.parse(day) + A_DAY_MS);
}

function dayOf(time) {
  return new Date(time).toISOString().slice(0, 10);
}
