import assert from "node:assert/strict";
import test from "node:test";
import {
  linkTo,
  linkToExecution,
  newName,
  parseLink,
  splitAtNames,
  viewOf,
} from "../../chalicelib/dashboard/state/links.js";

const NAME = "manual-20261101T060000Z-0a1b";

test("a link leads back to what it was made of", () => {
  const link = linkToExecution("a/b ?#", { step: "job 1", none: "" });
  assert.deepEqual(parseLink(link), { parts: ["runs", "a/b ?#"], query: { step: "job 1" } });
  assert.equal(linkTo("", { status: "FAILED" }), "#/?status=FAILED");
  assert.equal(linkTo("start", { like: undefined }), "#/start");
});

test("a link that nobody made is read as far as it can be", () => {
  assert.deepEqual(parseLink(""), { parts: [], query: {} });
  assert.deepEqual(parseLink("#runs/%E0%A4%A"), { parts: ["runs", "%E0%A4%A"], query: {} });
});

test("each link leads to its view", () => {
  const views = {
    "": { view: "executions" },
    "#/runs": { view: "executions" },
    "#/?status=FAILED": { view: "executions" },
    "#/runs/one?step=job1": { view: "execution", name: "one" },
    "#/runs/one/resume": { view: "resume", name: "one" },
    "#/start": { view: "start", like: undefined },
    "#/start?like=one": { view: "start", like: "one" },
    "#/schedule": { view: "schedule" },
    "#/runs/one/other": { view: "missing" },
    "#/other": { view: "missing" },
  };
  for (const [link, view] of Object.entries(views)) assert.deepEqual(viewOf(parseLink(link), "operator"), view, link);
});

for (const role of ["viewer", null]) {
  test(`the role ${role} sees everything and changes nothing`, () => {
    const seen = (/** @type {string} */ link) => viewOf(parseLink(link), role);
    assert.deepEqual(seen("#/start"), { view: "forbidden", name: undefined, action: "Starting" });
    assert.deepEqual(seen("#/runs/one/resume"), { view: "forbidden", name: "one", action: "Resuming" });
    for (const link of ["", "#/runs/one", "#/schedule"]) assert.notEqual(seen(link).view, "forbidden", link);
  });
}

test("a new name has the form of the API's names", () => {
  const name = newName("resume", Date.parse("2026-11-01T06:00:00.999Z"));
  assert.match(name, /^resume-20261101T060000Z-[0-9a-f]{4}$/);
  assert.deepEqual(splitAtNames(`see ${name}.`), ["see ", name, "."]);
});

test("names are found in a text, and words that are alike are not", () => {
  assert.deepEqual(splitAtNames(`because ${NAME} was running`), ["because ", NAME, " was running"]);
  for (const text of ["", "job1", "manual-2026", `${NAME}f`, NAME.toUpperCase()]) {
    assert.deepEqual(splitAtNames(text), [text]);
  }
});

test("a name of any form is found where it is known", () => {
  assert.deepEqual(splitAtNames("held by a.b (now)", "a.b"), ["held by ", "a.b", " (now)"]);
  assert.deepEqual(splitAtNames("held by axb", "a.b"), ["held by axb"]);
});
