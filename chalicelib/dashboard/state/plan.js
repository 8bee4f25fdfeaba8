// Planning: nothing starts before its plan was shown.

import { now } from "../lib/clock.js";
import { plain } from "../lib/format.js";
import { useRef, useState } from "../lib/html.js";
import { request } from "./api.js";
import { go, linkToExecution, newName } from "./links.js";

/** @type {Planning} */
const NOTHING = { planned: null, plan: null, key: null, problem: null, busy: "" };

/**
 * Return how a request to `path` stands, and how to `preview` and to `start` it. The name of what it
 * starts begins with `prefix`.
 * @param {"refresh" | `executions/${string}/resume`} path @param {StartBody | ResumeBody} body @param {string} prefix
 */
export function usePlan(path, body, prefix) {
  const [state, setState] = useState(NOTHING);
  const underWay = useRef(false);
  /** @param {Planning["busy"]} busy @param {() => Promise<void>} work */
  const attempt = async (busy, work) => {
    // Enter in a field submits even while the buttons are disabled.
    if (underWay.current) return;
    underWay.current = true;
    setState((before) => ({ ...before, busy, problem: null }));
    try {
      await work();
    } catch (problem) {
      setState((before) => ({ ...before, problem, busy: "" }));
    } finally {
      underWay.current = false;
    }
  };
  const preview = () =>
    attempt("preview", async () => {
      const { document } = await request("POST", path, { body: { ...body, dry_run: true } });
      setState({ ...NOTHING, planned: JSON.stringify(body), plan: document, key: newName(prefix, now()) });
    });
  const start = () =>
    attempt("start", async () => {
      // With the key, asking again after an answer that was lost starts nothing twice.
      const { document } = await request("POST", path, { body, key: state.key });
      go(linkToExecution(document.name));
    });
  return { ...currentPlan(state, body), preview, start };
}

/** Return how planning stands: a plan of another body is outdated. @param {Planning} state @param {object} body */
export function currentPlan({ plan, planned, busy, problem }, body) {
  const current = planned === JSON.stringify(body);
  return { plan: current ? plan : null, outdated: !current && plan !== null, busy, problem };
}

/** @param {Plan} plan */
export function checksOf({ preflight }) {
  const passed = preflight.filter(({ status }) => status === "ok");
  return { passed, troubles: preflight.filter((check) => !passed.includes(check)) };
}

/** @param {Plan} plan */
export function stepsToRun({ steps }) {
  return steps.filter(({ action }) => action === "run").length;
}

/** @param {unknown} value */
export function shownValue(value) {
  return value === "" ? "(empty)" : plain(value);
}
