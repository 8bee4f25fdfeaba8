import assert from "node:assert/strict";
import test from "node:test";
import {
  exactProblem,
  fieldProblem,
  holderText,
  interruptionOf,
  pointerTo,
  Problem,
  refusalOf,
  signInProblem,
} from "../../chalicelib/dashboard/state/problem.js";

const WRONG = new Problem(422, "Invalid", {
  errors: [
    { pointer: "/overrides/job1/--A", message: "too long" },
    { pointer: "/overrides/job10", message: "no such step" },
    { pointer: "/overrides/job1", message: "it is skipped" },
  ],
});
/** @param {Partial<PollState>} part @returns {PollState} */
const state = (part) => ({ document: {}, at: 0, age: 0, problem: null, pause: 5, asking: false, ...part });

test("what is wrong is found at its field and at those around it", () => {
  assert.equal(fieldProblem(WRONG, pointerTo("overrides", "job1", "--A")), "too long");
  assert.equal(fieldProblem(WRONG, pointerTo("overrides", "job1")), "too long; it is skipped");
  assert.equal(exactProblem(WRONG, pointerTo("overrides", "job1")), "it is skipped");
  assert.equal(fieldProblem(WRONG, "/skip", "/only"), null);
  assert.equal(fieldProblem(null, "/skip"), null);
});

test("a pointer escapes what it has to", () => {
  assert.equal(pointerTo("overrides", "a/b~c"), "/overrides/a~1b~0c");
});

test("a problem says what it knows", () => {
  assert.equal(WRONG.message, "Invalid");
  assert.equal(new Problem(404, "Not found", { detail: "no such execution" }).message, "no such execution");
});

test("the holder says who and where", () => {
  const holder = { name: "one", reason: null, started_at: "2026-11-01T06:00:00Z", expected_end: null };
  assert.equal(
    holderText({ ...holder, requested_by: "someone", running: ["job1", "job2"] }),
    ", started by someone, now at job1, job2.",
  );
  assert.equal(holderText({ ...holder, requested_by: null, running: [] }), ", started.");
});

test("why nothing newer comes depends on what is still shown", () => {
  const missing = new Problem(404, "Not found");
  const down = new Problem(0, "The API cannot be reached");
  assert.equal(interruptionOf(state({})), null);
  assert.equal(interruptionOf(state({ document: null, problem: missing })), "failed");
  assert.equal(interruptionOf(state({ problem: missing })), "unknown");
  assert.equal(interruptionOf(state({ problem: down })), "outdated");
  assert.equal(interruptionOf(state({ problem: new Problem(401, "Unauthorized") })), null, "the sign-in says so");
});

test("a sign-in that failed says whether the token or the API is to blame", () => {
  assert.match(signInProblem(new Problem(401, "Unauthorized")), /^Invalid token/);
  assert.match(signInProblem(new Problem(403, "Forbidden")), /no role/);
  assert.equal(signInProblem(new Problem(503, "Unavailable", { detail: "Try later." })), "Unavailable. Try later.");
  assert.equal(signInProblem(new Error("The issuer answered 500.")), "The issuer answered 500.");
});

test("what the issuer refuses is told in one of our texts", () => {
  const codes = ["invalid_request", "unauthorized_client", "access_denied", "unsupported_response_type"];
  codes.push("invalid_scope", "server_error", "temporarily_unavailable");
  const texts = codes.map(refusalOf);
  assert.equal(new Set(texts).size, codes.length);
  const other = refusalOf("login_required");
  assert.ok(!texts.includes(other));
  for (const code of ["toString", "__proto__", "", "<b>Call us</b>"]) assert.equal(refusalOf(code), other, code);
});
