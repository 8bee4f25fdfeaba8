// An execution's steps on one time axis, in percent of its width.

import { duration } from "../lib/format.js";

// How far apart the marks of the axis may be, in seconds.
const SPACINGS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 43_200, 86_400];
const MAX_MARKS = 7;
// A bar that still grows ends before the edge.
const ROOM = 1.06;

/** Return the scale of an execution, and the axis' marks on it, as of `time` (ms). @param {Summary} execution @param {number} time @returns {Timeline} */
export function timelineOf({ started_at: started, stopped_at: stopped }, time) {
  const begin = Date.parse(started);
  const end = stopped ? Date.parse(stopped) : time;
  const span = Math.max(1000, (end - begin) * (stopped ? 1 : ROOM));
  /** @param {number} ms */
  const at = (ms) => Math.min(100, Math.max(0, ((ms - begin) / span) * 100));
  const spacing = SPACINGS.find((size) => span / 1000 / size <= MAX_MARKS) ?? SPACINGS[SPACINGS.length - 1];
  const marks = [];
  for (let seconds = 0; seconds <= span / 1000; seconds += spacing) {
    marks.push({ left: at(begin + seconds * 1000), text: seconds ? duration(seconds).replace(".0", "") : "0" });
  }
  return { at, end, marks };
}

/** Return a step's attempts as bars, and the pauses between them. @param {Step} step @param {Timeline} timeline */
export function barsOf({ attempts, status }, { at, end }) {
  const bars = attempts.map((attempt) => ({
    from: at(Date.parse(attempt.started_at)),
    until: at(attempt.stopped_at ? Date.parse(attempt.stopped_at) : end),
    status: attempt.status,
  }));
  const pauses = bars.slice(1).map((bar, index) => ({ from: bars[index].until, until: bar.from }));
  const last = bars.length - 1;
  if (status === "RETRYING" && attempts[last]?.stopped_at) pauses.push({ from: bars[last].until, until: at(end) });
  return { bars, pauses };
}
