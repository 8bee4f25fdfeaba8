// What statuses look like: a sign, a word, and a tone, which is a class of style.css.

import { own } from "../lib/format.js";

// Both lists are open: an unknown status is shown as it is.
/** @type {Record<string, [string, string, string]>} */
const KNOWN = {
  RUNNING: ["▶", "Running", "live"],
  SUCCEEDED: ["✓", "Succeeded", "good"],
  FAILED: ["✕", "Failed", "bad"],
  TIMED_OUT: ["⧗", "Timed out", "bad"],
  ABORTED: ["■", "Stopped", "off"],
  REFUSED: ["⊘", "Refused", "off"],
  PENDING_REDRIVE: ["↻", "Redrive pending", "wait"],
  RETRYING: ["↻", "Retrying", "wait"],
  PENDING: ["○", "Pending", "idle"],
  SKIPPED: ["»", "Skipped", "skipped"],
  CANCELLED: ["■", "Cut off", "off"],
  NOT_RUN: ["–", "Not run", "idle"],
};
const DONE_EARLIER = { sign: "✓", word: "Done earlier", tone: "earlier" };

/** @param {string} status @returns {Appearance} */
export function appearanceOf(status) {
  const [sign, word, tone] = own(KNOWN, status) ?? ["•", sentence(status), "idle"];
  return { sign, word, tone };
}

/** Return what a step looks like; an earlier execution may have completed it. @param {BriefStep} step */
export function stepAppearanceOf({ status, completed_in: earlier }) {
  return earlier ? DONE_EARLIER : appearanceOf(status);
}

/** Return how an execution ended, or its status if it has not. @param {Summary} execution */
export function stateOf({ outcome, status }) {
  return outcome ?? status;
}

/** Return what the status alone does not say. @param {Summary} execution */
export function tagsOf(execution) {
  const { outcome, overridden } = execution;
  const partial = (!outcome || outcome === "SUCCEEDED") && skippedAsAsked(execution) > 0;
  return [...(partial ? ["partial"] : []), ...(overridden.length ? ["other arguments"] : [])];
}

/** Return how many steps are done, and which earlier executions did some of the others. @param {Summary} execution */
export function progressOf(execution) {
  const { done, skipped, total, failed } = execution.progress;
  /** @type {Map<string, number>} */
  const earlier = new Map();
  for (const { completed_in: name } of execution.steps) if (name) earlier.set(name, (earlier.get(name) ?? 0) + 1);
  const word = execution.outcome === "SUCCEEDED" ? "run" : "done";
  return {
    text: `${done} of ${total - skipped} ${word}${failed.length ? `, ${failed.length} failed` : ""}`,
    earlier: [...earlier],
    skipped: skippedAsAsked(execution),
  };
}

/** Return how many steps an execution skips that no earlier one completed. @param {Summary} execution */
export function skippedAsAsked({ steps }) {
  return steps.filter((step) => step.status === "SKIPPED" && !step.completed_in).length;
}

/** @param {string} status */
function sentence(status) {
  const words = status.toLowerCase().replaceAll("_", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}
