import assert from "node:assert/strict";
import test from "node:test";
import { freshnessOf, isFinal, isStale, isUnasked, pauseAfter } from "../../chalicelib/dashboard/state/poll.js";
import { Problem } from "../../chalicelib/dashboard/state/problem.js";

const DOWN = new Problem(503, "AWS is unavailable");
/** @param {Partial<PollState>} part @returns {PollState} */
const state = (part) => ({ document: {}, at: 0, age: 0, problem: null, pause: 5, asking: false, ...part });

test("the API says when to ask again, but not more often than each second", () => {
  assert.equal(pauseAfter(state({}), 0), 5);
  assert.equal(pauseAfter(state({ pause: 0.2 }), 0), 1);
  assert.equal(pauseAfter(state({ pause: null }), 0), null);
});

test("each failure doubles the pause, up to five minutes", () => {
  const first = state({ document: null, pause: null, problem: DOWN });
  const pauses = [1, 2, 3, 4, 5, 6, 7, 8].map((failures) => pauseAfter(first, failures));
  assert.deepEqual(pauses, [5, 10, 20, 40, 80, 160, 300, 300]);
  assert.equal(pauseAfter(state({ pause: 60, problem: DOWN }), 2), 120);
});

test("Retry-After is kept, however long it is", () => {
  const problem = new Problem(429, "Throttled", { retryAfter: 900 });
  assert.equal(pauseAfter(state({ problem }), 1), 900);
});

test("what is shown is stale after three pauses and some seconds, or once a request has failed", () => {
  assert.equal(isStale(state({}), 25_000), false);
  assert.equal(isStale(state({}), 25_001), true);
  assert.equal(isStale(state({ problem: DOWN }), 0), true);
  assert.equal(isStale(state({ document: null, problem: DOWN }), 0), false);
});

test("an answer that was old when it came says that AWS could not be asked", () => {
  assert.equal(isUnasked(state({ age: 30_000 })), false);
  assert.equal(isUnasked(state({ age: 30_001 })), true);
  assert.equal(isUnasked(state({ age: 30_001, problem: DOWN })), false);
  assert.equal(isUnasked(state({ age: 30_001, pause: null })), false);
  assert.equal(isUnasked(state({ age: 30_001, document: null })), false);
});

test("what will not change any more is final, and never stale", () => {
  assert.equal(isFinal(state({ pause: null })), true);
  assert.equal(isFinal(state({ pause: null, problem: DOWN })), false);
  assert.equal(isStale(state({ pause: null }), 1e9), false);
  assert.equal(freshnessOf(state({ pause: null }), 1e9), "Final");
});

test("how old it is, is said in words", () => {
  assert.equal(freshnessOf(state({ at: 3000 }), 0), "Updated 0 s ago");
  assert.equal(freshnessOf(state({}), 3000), "Updated 3 s ago");
  assert.equal(freshnessOf(state({}), 61_000), "Out of date: updated 1 minute ago");
});
