import assert from "node:assert/strict";
import test from "node:test";
import {
  appearanceOf,
  progressOf,
  skippedAsAsked,
  stateOf,
  stepAppearanceOf,
  tagsOf,
} from "../../chalicelib/dashboard/state/status.js";
import { execution, failed, running, step } from "./documents.js";

const SKIPPED = { status: "SKIPPED" };

test("a status that nobody knows yet is shown as it is", () => {
  assert.deepEqual(appearanceOf("ON_HOLD"), { sign: "•", word: "On hold", tone: "idle" });
});

test("a step that an earlier execution completed looks neither skipped nor done here", () => {
  const done = step("job1", { ...SKIPPED, completed_in: "earlier" });
  assert.equal(stepAppearanceOf(done).word, "Done earlier");
  assert.equal(stepAppearanceOf(step("job1", SKIPPED)).word, "Skipped");
});

test("the outcome counts, not the status, once there is one", () => {
  assert.equal(stateOf(execution({ status: "FAILED", outcome: "REFUSED" })), "REFUSED");
  assert.equal(stateOf(running()), "RUNNING");
});

test("what was skipped as asked is told from what an earlier execution did", () => {
  const steps = [step("job1", SKIPPED), step("job2", { ...SKIPPED, completed_in: "earlier" }), step("job3")];
  const part = execution({ steps });
  assert.equal(skippedAsAsked(part), 1);
  assert.deepEqual(progressOf(part), { text: "1 of 1 run", earlier: [["earlier", 1]], skipped: 1 });
});

test("what has not succeeded counts what is done, and what failed", () => {
  assert.equal(progressOf(failed()).text, "2 of 3 done, 1 failed");
  assert.equal(progressOf(running({ steps: [step("job1"), step("job2", { status: "RUNNING" })] })).text, "1 of 2 done");
});

test("only what goes on or succeeded is partial, for a failure says more", () => {
  const steps = [step("job1", SKIPPED), step("job2")];
  assert.deepEqual(tagsOf(execution({ steps })), ["partial"]);
  assert.deepEqual(tagsOf(running({ steps })), ["partial"]);
  assert.deepEqual(tagsOf(failed({ steps })), []);
});

test("arguments that were given are a tag", () => {
  assert.deepEqual(tagsOf(execution({ overridden: ["job1"] })), ["other arguments"]);
});

test("what an earlier execution is named does not matter", () => {
  const names = ["toString", "__proto__", "constructor", "toString"];
  const steps = names.map((name, index) => step(`job${index}`, { status: "SKIPPED", completed_in: name }));
  assert.deepEqual(progressOf(execution({ steps })).earlier, [
    ["toString", 2],
    ["__proto__", 1],
    ["constructor", 1],
  ]);
  assert.deepEqual(appearanceOf("toString"), { sign: "•", word: "Tostring", tone: "idle" });
});
