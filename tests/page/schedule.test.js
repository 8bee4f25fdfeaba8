import assert from "node:assert/strict";
import test from "node:test";
import { Problem } from "../../chalicelib/dashboard/state/problem.js";
import { disabledSchedule, noNextRuns, noSchedule } from "../../chalicelib/dashboard/state/schedule.js";

const ON = {
  environment: "dev",
  expression: "rate(1 day)",
  enabled: true,
  next_runs: ["2026-11-01T06:00:00Z"],
  switched: null,
};
const OFF = { ...ON, enabled: false, next_runs: [] };
const MISSING = new Problem(404, "Not found");

/** @param {Schedule | null} document @param {Problem | null} problem @returns {PollState<Schedule>} */
const state = (document, problem = null) => ({ document, problem, at: 0, age: 0, pause: 60, asking: false });

test("a deployment without a schedule says so", () => {
  assert.match(noSchedule(state(null, MISSING)) ?? "", /There is no schedule/);
  assert.equal(noSchedule(state(null, new Problem(503, "Unavailable"))), null);
});

test("the banner is of a schedule that is known to be off", () => {
  assert.equal(disabledSchedule(state(OFF)), OFF);
  assert.equal(disabledSchedule(state(ON)), null);
  assert.equal(disabledSchedule(state(null)), null);
  assert.equal(disabledSchedule(state(OFF, MISSING)), null);
});

test("where there is no next run, the reason is said", () => {
  assert.equal(noNextRuns(ON), null);
  assert.equal(noNextRuns(OFF), "None while it is off.");
  assert.equal(noNextRuns({ ...ON, next_runs: [] }), "None.");
  assert.match(noNextRuns({ ...ON, next_runs: null }) ?? "", /unknown/);
});
