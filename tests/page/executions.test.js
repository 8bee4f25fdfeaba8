import assert from "node:assert/strict";
import test from "node:test";
import {
  lastWhole,
  listOf,
  newestFirst,
  remember,
  takeFirstPage,
} from "../../chalicelib/dashboard/state/executions.js";
import { execution, failed, running, step } from "./documents.js";

/** One that started in this minute. @param {number} minute @param {Partial<Execution>} fields */
function at(minute, fields = {}) {
  const started = `2026-11-01T06:${String(minute).padStart(2, "0")}:00Z`;
  return execution({ name: `at-${minute}`, started_at: started, stopped_at: started, ...fields });
}

/** @param {Summary[]} items @param {string | null} cursor @returns {ExecutionPage} */
function page(items, cursor = null) {
  return { as_of: "2026-11-01T07:00:00Z", environment: "dev", items, next_cursor: cursor, poll_after_seconds: 5 };
}

/** @param {Known} known */
const names = (known) => newestFirst(known).map(({ name }) => name);

test("what newer executions push off the first page stays in the list", () => {
  const known = listOf("executions?limit=2");
  takeFirstPage(known, page([at(2), at(1)], "more"));
  takeFirstPage(known, page([at(3), at(2)], "more"));
  assert.deepEqual(names(known), ["at-3", "at-2", "at-1"]);
  assert.equal(known.lost, 0);
});

test("what still ran and is gone no longer passes the filters", () => {
  const known = listOf("executions?outcome=FAILED");
  takeFirstPage(known, page([at(2, { stopped_at: null }), at(1)]));
  takeFirstPage(known, page([at(1)]));
  assert.deepEqual(names(known), ["at-1"]);
});

test("what has ended leaves the list of those that run", () => {
  const known = listOf("executions?status=RUNNING");
  takeFirstPage(known, page([at(1)]));
  takeFirstPage(known, page([]));
  assert.deepEqual(names(known), []);
  assert.equal(known.lost, 0);
});

test("where nothing that had ended is left, this is another history", () => {
  const known = listOf("executions?limit=2");
  takeFirstPage(known, page([at(2), at(1)]));
  takeFirstPage(known, page([at(3)]));
  assert.deepEqual(names(known), ["at-3"]);
  assert.equal(known.lost, 1);
});

test("an empty page with more behind it tells nothing", () => {
  const known = listOf("executions?limit=2");
  takeFirstPage(known, page([at(2), at(1)]));
  takeFirstPage(known, page([], "more"));
  assert.deepEqual(names(known), ["at-2", "at-1"]);
  assert.equal(known.lost, 0);
});

test("an answer that was made before the end does not undo it", () => {
  const known = listOf("executions?limit=2");
  remember(known, at(1));
  remember(known, at(1, { stopped_at: null }));
  assert.notEqual(known.executions.get("at-1")?.stopped_at, null);
});

test("the last whole execution succeeded in every step and was given nothing", () => {
  const part = execution({ name: "part", steps: [step("job1", { status: "SKIPPED" }), step("job2")] });
  const other = execution({ name: "other", overridden: ["job1"] });
  const whole = execution({ name: "whole" });
  assert.equal(lastWhole([running(), failed(), part, other, whole, execution()])?.name, "whole");
  assert.equal(lastWhole([running(), failed(), part, other]), undefined);
});

test("a resume is whole unless what it resumed did a step with other arguments", () => {
  const steps = [step("job1", { status: "SKIPPED", completed_in: "first" }), step("job2")];
  const resume = execution({ name: "resume", steps });
  assert.equal(lastWhole([resume, failed({ name: "first" })])?.name, "resume");
  assert.equal(lastWhole([resume, failed({ name: "first", overridden: ["job2"] })])?.name, "resume");
  assert.equal(lastWhole([resume, failed({ name: "first", overridden: ["job1"] })]), undefined);
  assert.equal(lastWhole([resume]), undefined);
});
