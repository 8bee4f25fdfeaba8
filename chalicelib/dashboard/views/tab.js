// The tab's title and icon, and what screen readers follow.

import { html, useEffect, useStore, visible } from "../lib/html.js";
import { announcement, changesOf, iconOf, statusesOf, titleOf } from "../state/announce.js";
import { useEnvironment } from "../state/session.js";
import { appearanceOf, stateOf } from "../state/status.js";

const ICON = /** @type {HTMLLinkElement} */ (document.querySelector("link[rel=icon]"));

export function LiveRegion() {
  return html`<div class="unseen" role="status" aria-live="polite">${useStore(announcement)}</div>`;
}

/** Show an execution's state in the tab, if there is one. @param {Summary | null | undefined} execution @param {string | null} view */
export function useTabState(execution, view) {
  useTab(titleOf(execution, view), execution ? appearanceOf(stateOf(execution)).tone : undefined);
}

/** Give the tab this title, after the environment's name, and an icon of this tone; null: keep both. @param {string | null} title @param {string} [tone] */
export function useTab(title, tone) {
  const { name, production } = useEnvironment();
  useEffect(() => {
    if (title === null) return;
    document.title = visible(name ? `${name} · ${title}` : title);
    ICON.href = iconOf(tone, production);
  }, [name, production, title, tone]);
}

/** @type {{ name: string | null, statuses: Record<string, string> }} */
let spoken = { name: null, statuses: {} };

/** Tell screen readers which statuses of an execution have changed. @param {Execution | null} execution */
export function useSpokenState(execution) {
  const statuses = execution && statusesOf(execution);
  useEffect(() => {
    if (!execution || !statuses) return;
    const before = spoken;
    spoken = { name: execution.name, statuses };
    const changes = before.name === execution.name && changesOf(before.statuses, statuses);
    if (changes) announcement.set(changes);
  }, [execution?.name, JSON.stringify(statuses)]);
}
