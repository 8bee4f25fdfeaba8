import assert from "node:assert/strict";
import test from "node:test";
import { checksOf, currentPlan, shownValue, stepsToRun } from "../../chalicelib/dashboard/state/plan.js";

/** @param {string} key @param {string} action @returns {Plan["steps"][number]} */
const planned = (key, action) => ({ key, stage: "split", job_name: key, action, why: "", arguments: {}, changed: {} });
/** @param {string} status @returns {Plan["preflight"][number]} */
const check = (status) => ({ check: "lock_free", step: null, status, detail: status });

const PLAN = /** @type {Plan} */ ({
  environment: "dev",
  startable: false,
  steps: [planned("job1", "skip"), planned("job2", "run"), planned("job3", "run")],
  preflight: [check("ok"), check("failed"), check("later"), check("ok")],
  left_out: [],
  expected_duration_seconds: null,
  expected_cost_usd: null,
});
const BODY = { skip: ["job1"] };
/** @type {Planning} */
const STATE = { planned: JSON.stringify(BODY), plan: PLAN, key: "a-key", problem: null, busy: "" };

test("a plan counts for the form that it was made of", () => {
  assert.deepEqual(currentPlan(STATE, { skip: ["job1"] }), { plan: PLAN, outdated: false, busy: "", problem: null });
  assert.deepEqual(currentPlan(STATE, {}), { plan: null, outdated: true, busy: "", problem: null });
});

test("what was never planned is not outdated", () => {
  assert.equal(currentPlan({ ...STATE, plan: null, planned: null }, BODY).outdated, false);
});

test("only a check that passed has passed", () => {
  const { passed, troubles } = checksOf(PLAN);
  assert.deepEqual([passed.length, troubles.map(({ status }) => status)], [2, ["failed", "later"]]);
});

test("steps that will run are counted", () => {
  assert.equal(stepsToRun(PLAN), 2);
});

test("an empty value is seen", () => {
  assert.deepEqual(["", "a", null].map(shownValue), ["(empty)", "a", "null"]);
});
