// Which executions are listed: by status and by date, as the URL says.

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
