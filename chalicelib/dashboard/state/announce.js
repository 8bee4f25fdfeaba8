// What the tab and screen readers are told of the state.

import { useEnvironment } from "./environment.js";
import { html, useEffect } from "../lib/html.js";
import { look, skippedAsAsked, stateOf } from "./status.js";
import { store, useStore } from "../lib/store.js";

export const NAME = "Database refresh";
const COLOURS = { live: "#2563eb", good: "#15803d", bad: "#b91c1c", wait: "#a16207", off: "#52525b" };
const SHAPES = {
  live: '<path d="M12 9l12 7-12 7z"/>',
  good: '<path d="M8 16.5l5.5 5.5L24 11" fill="none" stroke="#fff" stroke-width="4"/>',
  bad: '<path d="M10 10l12 12M22 10L10 22" stroke="#fff" stroke-width="4"/>',
  wait: '<path d="M15 8h3v9l-3 0zM15 20h3v4h-3z"/>',
  off: '<path d="M10 10h12v12H10z"/>',
};
const OWN = { colour: "#334155", shape: '<path d="M7 10h9M12 16h10M18 22h7" stroke="#fff" stroke-width="3.5"/>' };

const ICON = document.querySelector("link[rel=icon]");

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
  const { sign, word, tone } = look(status ?? "");
  let title = place ? `${place} · ${NAME}` : NAME;
  if (status) title = `${sign} ${status === "RUNNING" ? far(execution) : word + rest(execution)} · ${place ?? NAME}`;
  useTab(title, tone);
}

/** Give the tab this title, after the environment's name, and an icon of this tone; null: leave both. */
export function useTab(title, tone) {
  const { name, production } = useEnvironment();
  useEffect(() => {
    if (title === null) return;
    document.title = name ? `${name} · ${title}` : title;
    ICON.href = icon(tone, production);
  }, [name, production, title, tone]);
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

function far({ progress: { done, skipped, total } }) {
  return `${done}/${total - skipped}`;
}

// What the word alone does not tell.
function rest(execution) {
  const { failed } = execution.progress;
  if (failed.length) return ` ${failed.join(", ")}`;
  const skipped = execution.outcome === "SUCCEEDED" && skippedAsAsked(execution);
  return skipped ? `, ${skipped} skipped` : "";
}

// Production's is framed.
function icon(tone, production) {
  const svg =
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32" fill="#fff">` +
    `<rect width="32" height="32" rx="7" fill="${COLOURS[tone] ?? OWN.colour}"/>${SHAPES[tone] ?? OWN.shape}` +
    (production ? `<rect x="2" y="2" width="28" height="28" rx="6" fill="none" stroke="#e879f9" stroke-width="4"/></svg>` : `</svg>`);
  return `data:image/svg+xml,${encodeURIComponent(svg)}`;
}
