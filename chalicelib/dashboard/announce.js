// What the tab and screen readers are told of the state.

import { html, useEffect } from "./html.js";
import { look, stateOf } from "./status.js";
import { store, useStore } from "./store.js";

const NAME = "Database refresh";
const COLOURS = { live: "#2563eb", good: "#15803d", bad: "#b91c1c", wait: "#a16207", off: "#52525b" };
const SHAPES = {
  live: '<path d="M12 9l12 7-12 7z"/>',
  good: '<path d="M8 16.5l5.5 5.5L24 11" fill="none" stroke="#fff" stroke-width="4"/>',
  bad: '<path d="M10 10l12 12M22 10L10 22" stroke="#fff" stroke-width="4"/>',
  wait: '<path d="M15 8h3v9l-3 0zM15 20h3v4h-3z"/>',
  off: '<path d="M10 10h12v12H10z"/>',
};

const ICON = document.querySelector("link[rel=icon]");
const OWN_ICON = ICON.href;

const said = store("");

/** Let screen readers say this when they are done with what they are saying. */
export function announce(text) {
  said.set(text);
}

/** The region that screen readers follow. */
export function LiveRegion() {
  return html`<div class="unseen" role="status" aria-live="polite">${useStore(said)}</div>`;
}

/** Let the tab's title and icon tell an execution's state, if there is one; `place` is the view. */
export function useTabState(execution, place) {
  const status = execution && stateOf(execution);
  const { done, total, failed } = execution?.progress ?? {};
  const { sign, word, tone } = look(status ?? "");
  let title = NAME;
  if (status === "RUNNING") title = `${sign} ${done}/${total} · ${place ?? NAME}`;
  else if (status) title = `${sign} ${word}${named(failed)} · ${place ?? NAME}`;
  else if (place) title = `${place} · ${NAME}`;
  useEffect(() => {
    document.title = title;
    ICON.href = SHAPES[tone] ? icon(tone) : OWN_ICON;
  }, [title, tone]);
  useEffect(() => () => {
    document.title = NAME;
    ICON.href = OWN_ICON;
  }, []);
}

/** Tell screen readers when an execution or one of its steps comes to another state. */
export function useSpokenState(execution) {
  const steps = execution?.steps ?? [];
  const states = [["", execution && stateOf(execution)], ...steps.map((step) => [step.key, step.status])];
  const key = JSON.stringify([execution?.name, states]);
  useEffect(() => {
    if (!execution) return;
    const before = spoken.name === execution.name ? spoken.states : null;
    spoken = { name: execution.name, states: Object.fromEntries(states) };
    if (!before) return;
    const changed = states.filter(([step, status]) => before[step] !== status);
    const texts = changed.map(([step, status]) => `${step || "Refresh"}: ${look(status).word}`);
    if (texts.length) announce(texts.join(", "));
  }, [key]);
}

let spoken = { name: null, states: {} };

function named(failed) {
  return failed?.length ? ` ${failed.join(", ")}` : "";
}

function icon(tone) {
  const svg =
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32" fill="#fff">` +
    `<rect width="32" height="32" rx="7" fill="${COLOURS[tone]}"/>${SHAPES[tone]}</svg>`;
  return `data:image/svg+xml,${encodeURIComponent(svg)}`;
}
