import assert from "node:assert/strict";
import test from "node:test";
import { stepsOf } from "../../chalicelib/dashboard/state/execution.js";
import {
  actionOf,
  argumentName,
  argumentsOf,
  formLike,
  newForm,
  reasonBody,
  replacedArgument,
  resumeBody,
  startBody,
  stepsToResume,
  takesSnapshot,
  toggled,
  withArgument,
} from "../../chalicelib/dashboard/state/form.js";
import { execution, failed, PIPELINE } from "./documents.js";

const STEPS = stepsOf(PIPELINE);
const [JOB1, JOB2] = STEPS;

/** @param {Partial<Form>} part */
const form = (part) => ({ ...newForm(), ...part });

test("a form that nobody has touched asks for nothing special", () => {
  assert.deepEqual(startBody(newForm()), {});
  assert.deepEqual(resumeBody(newForm()), {});
});

test("each choice of steps is its own field", () => {
  const chosen = { keys: ["job1"], from: "job3" };
  assert.deepEqual(startBody(form({ ...chosen, choice: "all" })), {});
  assert.deepEqual(startBody(form({ ...chosen, choice: "skip" })), { skip: ["job1"] });
  assert.deepEqual(startBody(form({ ...chosen, choice: "only" })), { only: ["job1"] });
  assert.deepEqual(startBody(form({ ...chosen, choice: "start_at" })), { start_at: "job3" });
});

test("a choice that is not finished is sent, for the API says what is wrong with it", () => {
  assert.deepEqual(startBody(form({ choice: "only" })), { only: [] });
  assert.deepEqual(startBody(form({ choice: "start_at" })), { start_at: "" });
  assert.deepEqual(startBody(form({ snapshot: "day" })), { snapshot_dt: "" });
});

test("the snapshot is the configured one, the newest, or that of a day", () => {
  assert.deepEqual(startBody(form({ day: "2026-11-01" })), {});
  assert.deepEqual(startBody(form({ snapshot: "newest" })), { snapshot_dt: "_NONE_" });
  assert.deepEqual(startBody(form({ snapshot: "day", day: "2026-11-01" })), { snapshot_dt: "2026-11-01" });
  assert.equal(replacedArgument(form({})), null);
  assert.equal(replacedArgument(form({ snapshot: "day" })), "--SNAPSHOT_DT");
});

test("overrides and a reason are sent where there are any", () => {
  const overrides = { job1: { "--DATABASE": "" } };
  assert.deepEqual(resumeBody(form({ overrides, reason: " late " })), { overrides, reason: "late" });
  assert.deepEqual(reasonBody("  "), {});
});

test("starting again begins with what the execution skipped, of the steps that there still are", () => {
  const again = execution({ input: { overrides: {}, skip: ["job2", "gone"], unreadable: {} } });
  const { choice, keys } = formLike(again, STEPS);
  assert.deepEqual({ choice, keys }, { choice: "skip", keys: ["job2"] });
  assert.equal(formLike(execution(), STEPS).choice, "all");
});

test("every step of one that skipped some has to be asked for", () => {
  assert.deepEqual(startBody(newForm(), "one"), { like: "one", skip: [] });
  assert.deepEqual(startBody(newForm(["job1"]), "one"), { like: "one", skip: ["job1"] });
});

test("a step is chosen once, and dropped again", () => {
  assert.deepEqual(toggled(["job1"], "job2", true), ["job1", "job2"]);
  assert.deepEqual(toggled(["job1", "job2"], "job1", false), ["job2"]);
});

test("a snapshot is asked for where a step takes one", () => {
  assert.equal(takesSnapshot(STEPS), true);
  assert.equal(takesSnapshot([JOB2]), false);
});

test("a resume takes arguments of the steps that it runs", () => {
  const keys = (/** @type {PipelineStep[]} */ steps) => steps.map(({ key }) => key);
  assert.deepEqual(keys(stepsToResume(STEPS, failed())), ["job3"]);
  assert.deepEqual(stepsToResume(STEPS, null), []);
});

test("an argument is set, removed or left, and a step without any is left out", () => {
  const one = withArgument({}, "job1", "--A", "1");
  assert.deepEqual(one, { job1: { "--A": "1" } });
  const two = withArgument(one, "job2", "--B", null);
  assert.deepEqual(two, { job1: { "--A": "1" }, job2: { "--B": null } });
  assert.deepEqual(withArgument(two, "job1", "--A", undefined), { job2: { "--B": null } });
  assert.deepEqual(one, { job1: { "--A": "1" } }, "what is on the screen is not changed");
});

test("a step's arguments are the configured, the inherited and the added ones", () => {
  const { names, changed, kept } = argumentsOf(
    JOB1,
    { "--NEW": "", "--OLD": null },
    { "--OLD": "a", "--SAME": "b" },
    null,
  );
  assert.deepEqual(names, ["--SNAPSHOT_DT", "--DATABASE", "--OLD", "--SAME", "--NEW"]);
  assert.deepEqual({ changed, kept }, { changed: 2, kept: 1 });
});

test("an argument that the form gives elsewhere is shown where it is given twice, and only there", () => {
  const named = (/** @type {Arguments} */ changes) =>
    argumentsOf(JOB1, changes, { "--SNAPSHOT_DT": "2020-01-01" }, "--SNAPSHOT_DT");
  assert.deepEqual(named({}), { names: ["--DATABASE"], changed: 0, kept: 0 });
  assert.deepEqual(named({ "--SNAPSHOT_DT": null }).names, ["--DATABASE"]);
  assert.deepEqual(named({ "--SNAPSHOT_DT": "2021-01-01" }).names, ["--SNAPSHOT_DT", "--DATABASE"]);
  const elsewhere = argumentsOf(JOB2, {}, { "--SNAPSHOT_DT": "2020-01-01" }, "--SNAPSHOT_DT");
  assert.deepEqual(elsewhere.names, ["--SNAPSHOT_DT"], "a step that is not configured with it does not get it");
});

test("what can be done with an argument follows from where it comes from", () => {
  assert.equal(actionOf(undefined, undefined, "configured"), null);
  assert.deepEqual(actionOf("", undefined, "configured"), { text: "Undo" });
  assert.deepEqual(actionOf("", undefined, undefined), { text: "Remove" });
  assert.deepEqual(actionOf("", "inherited", undefined), { text: "Undo" });
  assert.deepEqual(actionOf(undefined, "inherited", undefined), { text: "Remove", value: null });
  assert.deepEqual(actionOf(null, "inherited", undefined), { text: "Keep" });
});

test("an argument's name begins with two dashes", () => {
  assert.deepEqual([" EMPTY ", "--EMPTY", "", "  "].map(argumentName), ["--EMPTY", "--EMPTY", "", ""]);
});

test("arguments with names that all objects have are arguments like others", () => {
  const inherited = JSON.parse('{"toString": 1, "__proto__": {"--A": "x"}, "constructor": ""}');
  const names = ["toString", "__proto__", "constructor"];
  assert.deepEqual(argumentsOf(JOB2, {}, inherited, null), { names, changed: 0, kept: 3 });
  const overrides = withArgument({}, "job2", "__proto__", "y");
  assert.deepEqual(Object.entries(overrides.job2), [["__proto__", "y"]]);
  assert.deepEqual(argumentsOf(JOB2, overrides.job2, inherited, null), { names, changed: 1, kept: 2 });
  assert.deepEqual(argumentsOf(JOB2, { "--A": null }, {}, "toString").names, ["--A"]);
});
