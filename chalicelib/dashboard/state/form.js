// The forms that start and resume refreshes, and the bodies that they make.

import { own } from "../lib/format.js";

const NEWEST = "_NONE_";
export const SNAPSHOT_ARGUMENT = "--SNAPSHOT_DT";
export const CHOICES = [
  ["all", "Every step"],
  ["skip", "All but some"],
  ["only", "Only some"],
  ["start_at", "From a step's stage on"],
];

/** Return the form as it is drawn first; `keys` are steps to skip. @param {string[]} keys @returns {Form} */
export function newForm(keys = []) {
  const choice = keys.length ? "skip" : "all";
  return { snapshot: "configured", day: "", choice, keys, from: "", overrides: {}, reason: "" };
}

/** Return the form with an execution's input; its overrides are inherited. @param {Execution} execution @param {PipelineStep[]} steps */
export function formLike({ input }, steps) {
  return newForm(input.skip.filter((key) => steps.some((step) => step.key === key)));
}

/** @param {PipelineStep[]} steps */
export function takesSnapshot(steps) {
  return steps.some((step) => SNAPSHOT_ARGUMENT in step.defaults);
}

/** Return the argument that the form gives to all steps that take it; null: none. @param {Form} form */
export function replacedArgument({ snapshot }) {
  return snapshot === "configured" ? null : SNAPSHOT_ARGUMENT;
}

/** @param {string[]} keys @param {string} key @param {boolean} checked */
export function toggled(keys, key, checked) {
  return checked ? [...keys, key] : keys.filter((one) => one !== key);
}

/** @param {Form} form @param {string} [like] */
export function startBody({ snapshot, day, choice, keys, from, ...form }, like) {
  return {
    ...(like && { like }),
    ...(snapshot === "newest" && { snapshot_dt: NEWEST }),
    ...(snapshot === "day" && { snapshot_dt: day }),
    ...((choice === "skip" || choice === "only") && { [choice]: keys }),
    ...(choice === "start_at" && { start_at: from }),
    // Else it inherits what the execution skipped.
    ...(choice === "all" && like && { skip: [] }),
    ...resumeBody(form),
  };
}

/** @param {Pick<Form, "overrides" | "reason">} form */
export function resumeBody({ overrides, reason }) {
  return { ...(Object.keys(overrides).length && { overrides }), ...reasonBody(reason) };
}

/** @param {string} reason */
export function reasonBody(reason) {
  return reason.trim() ? { reason: reason.trim() } : {};
}

/** @param {PipelineStep[]} steps @param {Execution | null} execution */
export function stepsToResume(steps, execution) {
  if (!execution) return [];
  const done = execution.steps.filter(({ status }) => status === "SUCCEEDED" || status === "SKIPPED");
  return steps.filter(({ key }) => !done.some((step) => step.key === key));
}

/** Return overrides with one argument changed; undefined: neither set nor removed. @param {Overrides} overrides @param {string} key @param {string} name @param {Change} value */
export function withArgument(overrides, key, name, value) {
  const { [name]: _, ...others } = own(overrides, key) ?? {};
  const step = value === undefined ? others : { ...others, [name]: value };
  const { [key]: __, ...rest } = overrides;
  return Object.keys(step).length ? { ...rest, [key]: step } : rest;
}

/**
 * Return the names of a step's arguments, and how many of them are inherited and changed; `replaced`
 * is the argument that the form gives elsewhere.
 * @param {PipelineStep} step @param {Arguments} changes @param {Record<string, unknown>} inherited @param {string | null} replaced
 */
export function argumentsOf(step, changes, inherited, replaced) {
  const hidden = replaced !== null && replaced in step.defaults ? replaced : null;
  // One that is set here as well is shown: the API rejects it.
  const names = Object.keys({ ...step.defaults, ...inherited, ...changes }).filter(
    (name) => name !== hidden || typeof own(changes, name) === "string",
  );
  return {
    names,
    changed: names.filter((name) => Object.hasOwn(changes, name)).length,
    kept: names.filter((name) => Object.hasOwn(inherited, name) && !Object.hasOwn(changes, name)).length,
  };
}

/** Return what can be done with an argument: the button's text, and the value that it sets. @param {Change} change @param {unknown} inherited @param {string | undefined} configured @returns {ChangeAction | null} */
export function actionOf(change, inherited, configured) {
  if (change === null) return { text: "Keep" };
  if (change !== undefined) return { text: inherited === undefined && configured === undefined ? "Remove" : "Undo" };
  return inherited === undefined ? null : { text: "Remove", value: null };
}

/** Return the name of an argument as Glue has it, or "" for nothing. @param {string} typed */
export function argumentName(typed) {
  const name = typed.trim();
  return name && !name.startsWith("--") ? `--${name}` : name;
}
