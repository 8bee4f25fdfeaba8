import assert from "node:assert/strict";
import test from "node:test";
import { barsOf, timelineOf } from "../../chalicelib/dashboard/state/timeline.js";
import { attempt, execution, running, step } from "./documents.js";

const START_MS = Date.parse("2026-11-01T06:00:00Z");
/** @param {number} minutes */
const at = (minutes) => new Date(START_MS + minutes * 60_000).toISOString();

test("an execution that has ended fills the axis", () => {
  const timeline = timelineOf(execution({ stopped_at: at(10) }), START_MS);
  assert.deepEqual(
    [0, 5, 10, 11].map((minutes) => timeline.at(Date.parse(at(minutes)))),
    [0, 50, 100, 100],
  );
});

test("one that goes on ends before the edge", () => {
  const now = Date.parse(at(10));
  const { at: place, end } = timelineOf(running(), now);
  assert.equal(end, now);
  assert.ok(place(now) > 90 && place(now) < 100);
});

test("the axis has a few marks at round times, whatever its length", () => {
  const texts = (/** @type {number} */ minutes) =>
    timelineOf(execution({ stopped_at: at(minutes) }), 0).marks.map(({ text }) => text);
  assert.deepEqual(texts(1), ["0", "10 s", "20 s", "30 s", "40 s", "50 s", "1 m"]);
  assert.deepEqual(texts(300), ["0", "1 h", "2 h", "3 h", "4 h", "5 h"]);
  for (const minutes of [0, 0.1, 7, 100, 1000]) assert.ok(texts(minutes).length <= 8, String(minutes));
});

test("attempts are bars, and what is between them is a pause", () => {
  const attempts = [
    attempt(1, { status: "FAILED", started_at: at(0), stopped_at: at(2) }),
    attempt(2, { started_at: at(4) }),
  ];
  const timeline = timelineOf(execution({ stopped_at: at(10) }), 0);
  const { bars, pauses } = barsOf(step("job1", { status: "RUNNING", attempts }), timeline);
  assert.deepEqual(bars, [
    { from: 0, until: 20, status: "FAILED" },
    { from: 40, until: 100, status: "RUNNING" },
  ]);
  assert.deepEqual(pauses, [{ from: 20, until: 40 }]);
});

test("a step that waits for its next attempt pauses until now", () => {
  const attempts = [attempt(1, { status: "FAILED", started_at: at(0), stopped_at: at(2) })];
  const timeline = timelineOf(execution({ stopped_at: at(10) }), 0);
  assert.deepEqual(barsOf(step("job1", { status: "RETRYING", attempts }), timeline).pauses, [{ from: 20, until: 100 }]);
  assert.deepEqual(barsOf(step("job1", { status: "FAILED", attempts }), timeline).pauses, []);
});
