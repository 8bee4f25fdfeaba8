import assert from "node:assert/strict";
import test from "node:test";
import { changesOf, iconOf, statusesOf, titleOf } from "../../chalicelib/dashboard/state/announce.js";
import { execution, failed, running, step } from "./documents.js";

test("the title says how far an execution is, or how it ended", () => {
  const steps = [step("job1"), step("job2", { status: "RUNNING" }), step("job3", { status: "SKIPPED" })];
  assert.equal(titleOf(running({ steps }), "one"), "▶ 1/2 · one");
  assert.equal(titleOf(failed(), "one"), "✕ Failed job3 · one");
  assert.equal(titleOf(execution(), null), "✓ Succeeded · Database refresh");
  const part = execution({ steps: [step("job1"), step("job2", { status: "SKIPPED" })] });
  assert.equal(titleOf(part, "one"), "✓ Succeeded, 1 skipped · one");
});

test("a view of no execution has its own title", () => {
  assert.equal(titleOf(null, "Schedule"), "Schedule · Database refresh");
  assert.equal(titleOf(null, null), "Database refresh");
});

test("the icon tells the tone, and production by its frame", () => {
  const icon = (/** @type {string | undefined} */ tone, production = false) =>
    decodeURIComponent(iconOf(tone, production));
  assert.match(icon("bad"), /fill="#b91c1c"/);
  assert.equal(icon("idle"), icon(undefined));
  assert.doesNotMatch(icon("bad"), /#e879f9/);
  assert.match(icon("bad", true), /#e879f9.*<\/svg>$/);
});

test("only what changed is said", () => {
  const before = statusesOf(
    running({ steps: [step("job1", { status: "RUNNING" }), step("job2", { status: "PENDING" })] }),
  );
  const after = statusesOf(
    failed({ steps: [step("job1", { status: "FAILED" }), step("job2", { status: "PENDING" })] }),
  );
  assert.equal(changesOf(before, after), "Refresh: Failed, job1: Failed");
  assert.equal(changesOf(after, after), "");
});
