// What an execution's document implies.

import { own } from "../lib/format.js";
import { appearanceOf, stateOf } from "./status.js";

// It did nothing, or its input is invalid.
const NOTHING_TO_RESUME = ["RefreshAlreadyRunning", "RefreshInputInvalid"];
/** @type {Record<string, string>} */
const TRIGGERS = { schedule: "the schedule", other: "outside the API" };

/** Return what an operator may do; `resumed`: nothing is left to do. @param {Summary} execution */
export function actionsOf({ stopped_at: ended, status, error, superseded_by: resumed }) {
  return {
    stop: !ended,
    resume: Boolean(ended) && status !== "SUCCEEDED" && !NOTHING_TO_RESUME.includes(error ?? ""),
    resumed: Boolean(resumed),
  };
}

/** Return whether an answer is older than what is known: an execution ends once. @param {Summary} answer @param {Summary} known */
export function isOutdated(answer, known) {
  return Boolean(known.stopped_at && !answer.stopped_at);
}

/** Return the later executions that completed or resumed it; null: none. @param {Summary} execution */
export function laterOf({ resumed_by: resume, superseded_by: successor }) {
  if (!resume && !successor) return null;
  return { successor, viaResume: Boolean(resume), resume: resume === successor ? null : resume };
}

/** Return the execution that it resumes, unless a step names it. @param {Summary} execution */
export function resumedFrom({ resumed_from: name, steps }) {
  return steps.some((step) => step.completed_in === name) ? null : name;
}

/** @param {Summary} execution */
export function startedBy({ requested_by: who, trigger }) {
  return who ?? own(TRIGGERS, trigger) ?? trigger;
}

/** @param {Summary} execution */
export function messageTone(execution) {
  return appearanceOf(stateOf(execution)).tone === "off" ? "off" : "bad";
}

/** Return the failed steps that its message does not name. @param {Summary} execution */
export function unnamedFailures({ progress, message }) {
  return progress.failed.filter((key) => !message?.includes(key));
}

/** Return whether it does all steps, with the configured arguments. @param {Execution} execution */
export function isAsConfigured({ input: { overrides, skip, unreadable } }) {
  return !skip.length && ![overrides, unreadable].some((part) => Object.keys(part).length);
}

/** Return whether a step's details are open; without a selected step those of failures are. @param {Step} step @param {string} [selected] */
export function isOpen({ key, status }, selected) {
  return selected ? key === selected : status === "FAILED";
}

/** Return how often each step is tried at most, by its key, as deployed now. @param {Pipeline | null} pipeline @returns {Record<string, number>} */
export function attemptLimits(pipeline) {
  return Object.fromEntries(
    stepsOf(pipeline).map(({ key, retries }) => {
      const retry = retries.find(({ errors }) => errors.includes("States.ALL"));
      return [key, 1 + (retry?.max_attempts ?? 0)];
    }),
  );
}

/** @param {Pipeline | null} pipeline */
export function stepsOf(pipeline) {
  return pipeline?.stages.flatMap((stage) => stage.steps) ?? [];
}

/** Return the Glue runs that may have outlived an execution which was stopped. @param {Stopped} answer */
export function unconfirmed({ job_runs: runs }) {
  return runs.filter((run) => !run.confirmed);
}
