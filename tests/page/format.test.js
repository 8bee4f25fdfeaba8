import assert from "node:assert/strict";
import test from "node:test";
import { count, cut, duration, elapsed, local, plain, until, utc } from "../../chalicelib/dashboard/lib/format.js";

const HOUR_MS = 3_600_000;

test("a duration is its two largest units", () => {
  const texts = [null, 0, 9.94, 10, 59.6, 65, 3600, 3905, 90_061].map(duration);
  assert.deepEqual(texts, ["–", "0.0 s", "9.9 s", "10 s", "1 m", "1 m 5 s", "1 h", "1 h 5 m", "1 d 1 h"]);
});

test("what has not stopped lasts until now, and nothing lasts less than no time", () => {
  const start = "2026-11-01T06:00:00Z";
  assert.equal(elapsed(start, "2026-11-01T06:01:30Z"), 90);
  assert.equal(elapsed(start, null, Date.parse(start) + 5000), 5);
  assert.equal(elapsed(start, null, Date.parse(start) - 5000), 0);
});

test("a time in UTC has its date unless the reader's is the same", () => {
  const noon = new Date(2026, 10, 1, 12).toISOString();
  const sameDay = new Date(noon).getDate() === new Date(noon).getUTCDate();
  assert.equal(utc("2026-11-01T06:00:00Z"), "2026-11-01 06:00:00 UTC");
  assert.equal(utc(noon, true), sameDay ? `${noon.slice(11, 19)} UTC` : utc(noon));
});

test("a local time has the year where it is not this one", () => {
  assert.match(local("2001-06-15T12:00:00Z"), /2001/);
  const now = new Date();
  assert.doesNotMatch(local(now.toISOString()), new RegExp(String(now.getFullYear())));
});

test("how far away a time is, is said in hours or days", () => {
  const texts = [5, 30, 24 * 6].map((hours) => until(new Date(Date.now() + hours * HOUR_MS + 1000).toISOString()));
  assert.deepEqual(texts, ["in 5 hours", "in 1 day", "in 6 days"]);
});

test("one is one, and more are several", () => {
  assert.deepEqual(
    [0, 1, 2].map((number) => count(number, "step")),
    ["0 steps", "1 step", "2 steps"],
  );
});

test("what is no text is shown as JSON", () => {
  assert.deepEqual(["a b", 5, null, { a: [1] }].map(plain), ["a b", "5", "null", '{"a":[1]}']);
});

test("a text is cut only where that leaves out more than a few words, and never within a character", () => {
  assert.equal(cut("x".repeat(50), 10), null);
  assert.equal(cut("x".repeat(51), 10), `${"x".repeat(10)}…`);
  assert.equal(cut(`${"x".repeat(9)}😀${"x".repeat(60)}`, 10), `${"x".repeat(9)}…`);
  assert.equal(cut(`word  ${"x".repeat(60)}`, 6), "word…");
});
