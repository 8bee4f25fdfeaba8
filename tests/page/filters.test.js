import assert from "node:assert/strict";
import test from "node:test";
import { filtersOf, pathOf } from "../../chalicelib/dashboard/state/executions.js";

test("filters that there are not are left out", () => {
  const links = [
    { status: "banana" },
    { status: "toString", since: "soon" },
    { until: "2001-02-31", other: "1" },
    { status: undefined, since: "" },
  ];
  for (const query of links) assert.deepEqual(filtersOf(query), {}, JSON.stringify(query));
});

test("the others are kept as they are", () => {
  const query = { status: "FAILED", since: "2026-11-01", until: "2026-11-30" };
  assert.deepEqual(filtersOf({ ...query, other: "1" }), query);
});

test("running is a status to the API, and how one ended is an outcome", () => {
  assert.equal(pathOf({}), "executions?limit=20");
  assert.equal(pathOf({ status: "RUNNING" }), "executions?limit=20&status=RUNNING");
  assert.equal(pathOf({ status: "REFUSED" }), "executions?limit=20&outcome=REFUSED");
});

test("the last day counts to its end", () => {
  assert.equal(
    pathOf({ since: "2026-11-01", until: "2026-11-30" }),
    "executions?limit=20&since=2026-11-01&until=2026-12-01",
  );
});
