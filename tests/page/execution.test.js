import assert from "node:assert/strict";
import test from "node:test";
import {
  actionsOf,
  attemptLimits,
  isAsConfigured,
  isOpen,
  isOutdated,
  laterOf,
  messageTone,
  resumedFrom,
  startedBy,
  unconfirmed,
  unnamedFailures,
} from "../../chalicelib/dashboard/state/execution.js";
import { execution, failed, PIPELINE, running, step } from "./documents.js";

test("only what goes on can be stopped, and only what ended without success can be resumed", () => {
  assert.deepEqual(actionsOf(running()), { stop: true, resume: false, resumed: false });
  assert.deepEqual(actionsOf(execution()), { stop: false, resume: false, resumed: false });
  assert.deepEqual(actionsOf(failed()), { stop: false, resume: true, resumed: false });
  const stopped = failed({ status: "ABORTED", outcome: "ABORTED", error: null });
  assert.equal(actionsOf(stopped).resume, true);
});

test("what was refused, or has an input that no refresh takes, cannot be resumed", () => {
  for (const error of ["RefreshAlreadyRunning", "RefreshInputInvalid"]) {
    assert.equal(actionsOf(failed({ error })).resume, false, error);
  }
});

test("a failure that a later run completed can be resumed, but does not ask for it", () => {
  assert.deepEqual(actionsOf(failed({ superseded_by: "later" })), { stop: false, resume: true, resumed: true });
});

test("an execution that has ended does not go on again", () => {
  assert.equal(isOutdated(running(), execution()), true);
  assert.equal(isOutdated(execution(), running()), false);
  assert.equal(isOutdated(execution(), execution()), false);
});

test("a later execution is named once, as what it is", () => {
  assert.equal(laterOf(failed()), null);
  assert.deepEqual(laterOf(failed({ resumed_by: "a" })), { successor: null, viaResume: true, resume: "a" });
  assert.deepEqual(laterOf(failed({ superseded_by: "b" })), { successor: "b", viaResume: false, resume: null });
  const both = failed({ resumed_by: "a", superseded_by: "a" });
  assert.deepEqual(laterOf(both), { successor: "a", viaResume: true, resume: null });
  const two = failed({ resumed_by: "a", superseded_by: "b" });
  assert.deepEqual(laterOf(two), { successor: "b", viaResume: true, resume: "a" });
});

test("what it resumes is not said where a step says so", () => {
  assert.equal(resumedFrom(execution({ resumed_from: "a" })), "a");
  const steps = [step("job1", { status: "SKIPPED", completed_in: "a" }), step("job2")];
  assert.equal(resumedFrom(execution({ resumed_from: "a", steps })), null);
});

test("who started it is a person, the schedule, or somebody past the API", () => {
  const by = (/** @type {Partial<Execution>} */ fields) => startedBy(execution(fields));
  assert.equal(by({}), "someone");
  assert.equal(by({ requested_by: null, trigger: "schedule" }), "the schedule");
  assert.equal(by({ requested_by: null, trigger: "other" }), "outside the API");
  assert.equal(by({ requested_by: null, trigger: "webhook" }), "webhook");
});

test("what was refused or stopped is no alarm", () => {
  assert.equal(messageTone(failed()), "bad");
  assert.equal(messageTone(failed({ outcome: "REFUSED" })), "off");
  assert.equal(messageTone(failed({ outcome: "ABORTED" })), "off");
});

test("failed steps that the message does not name are named beside it", () => {
  assert.deepEqual(unnamedFailures(failed({ message: "job3: no such table" })), []);
  assert.deepEqual(unnamedFailures(failed({ message: "no such table" })), ["job3"]);
  assert.deepEqual(unnamedFailures(failed()), ["job3"]);
});

test("an input with anything in it is not as configured", () => {
  const input = { overrides: {}, skip: [], unreadable: {} };
  assert.equal(isAsConfigured(execution()), true);
  for (const part of [{ overrides: { job1: {} } }, { skip: ["job1"] }, { unreadable: { "": 5 } }]) {
    assert.equal(isAsConfigured(execution({ input: { ...input, ...part } })), false);
  }
});

test("failed steps are open until another one is selected", () => {
  const bad = step("job1", { status: "FAILED" });
  assert.deepEqual(
    [isOpen(bad), isOpen(bad, "job2"), isOpen(bad, "-"), isOpen(step("job2"), "job2")],
    [true, false, false, true],
  );
});

test("a step is tried as often as the retry of any error says, and once more", () => {
  assert.deepEqual(attemptLimits(PIPELINE), { job1: 2, job2: 2, job3: 2 });
  assert.deepEqual(attemptLimits(null), {});
});

test("Glue runs that are known to have ended are not told", () => {
  const run = { step: "job1", job_name: "glue-job1", job_run_id: "jr_1", state: "STOPPING", message: null };
  const runs = [
    { ...run, confirmed: true },
    { ...run, confirmed: false },
  ];
  assert.deepEqual(unconfirmed({ ...execution(), confirmed: false, job_runs: runs }), [runs[1]]);
});

test("a trigger that is unknown is named as it is", () => {
  assert.equal(startedBy(execution({ requested_by: null, trigger: "constructor" })), "constructor");
});
