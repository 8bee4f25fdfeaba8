// What the tab and screen readers say about the state.

import { own } from "../lib/format.js";
import { store } from "../lib/html.js";
import { appearanceOf, skippedAsAsked, stateOf } from "./status.js";

export const NAME = "Database refresh";
/** @type {Record<string, string>} */
const COLOURS = { live: "#2563eb", good: "#15803d", bad: "#b91c1c", wait: "#a16207", off: "#52525b" };
/** @type {Record<string, string>} */
const SHAPES = {
  live: '<path d="M12 9l12 7-12 7z"/>',
  good: '<path d="M8 16.5l5.5 5.5L24 11" fill="none" stroke="#fff" stroke-width="4"/>',
  bad: '<path d="M10 10l12 12M22 10L10 22" stroke="#fff" stroke-width="4"/>',
  wait: '<path d="M15 8h3v9l-3 0zM15 20h3v4h-3z"/>',
  off: '<path d="M10 10h12v12H10z"/>',
};
const OWN_COLOUR = "#334155";
const OWN_SHAPE = '<path d="M7 10h9M12 16h10M18 22h7" stroke="#fff" stroke-width="3.5"/>';

/** What screen readers say next, when they are done with what they are saying. */
export const announcement = store("");

/** Return the tab's title for a view, which may be of an execution. @param {Summary | null | undefined} execution @param {string | null} view */
export function titleOf(execution, view) {
  if (!execution) return view ? `${view} · ${NAME}` : NAME;
  const { sign, word } = appearanceOf(stateOf(execution));
  const { done, skipped, total } = execution.progress;
  const text = stateOf(execution) === "RUNNING" ? `${done}/${total - skipped}` : word + details(execution);
  return `${sign} ${text} · ${view ?? NAME}`;
}

// What the word alone does not tell.
/** @param {Summary} execution */
function details(execution) {
  const { failed } = execution.progress;
  if (failed.length) return ` ${failed.join(", ")}`;
  const skipped = execution.outcome === "SUCCEEDED" && skippedAsAsked(execution);
  return skipped ? `, ${skipped} skipped` : "";
}

/** @param {string | undefined} tone @param {boolean} production */
export function iconOf(tone = "", production) {
  const frame = '<rect x="2" y="2" width="28" height="28" rx="6" fill="none" stroke="#e879f9" stroke-width="4"/>';
  const svg =
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32" fill="#fff">` +
    `<rect width="32" height="32" rx="7" fill="${COLOURS[tone] ?? OWN_COLOUR}"/>${SHAPES[tone] ?? OWN_SHAPE}` +
    `${production ? frame : ""}</svg>`;
  return `data:image/svg+xml,${encodeURIComponent(svg)}`;
}

/** @param {Execution} execution @returns {Record<string, string>} */
export function statusesOf(execution) {
  return { "": stateOf(execution), ...Object.fromEntries(execution.steps.map(({ key, status }) => [key, status])) };
}

/** Return which statuses have changed, in words. @param {Record<string, string>} before @param {Record<string, string>} now */
export function changesOf(before, now) {
  return Object.entries(now)
    .filter(([key, status]) => own(before, key) !== status)
    .map(([key, status]) => `${key || "Refresh"}: ${appearanceOf(status).word}`)
    .join(", ");
}
