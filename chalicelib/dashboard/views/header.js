// What surrounds the views: the head, and the keyboard.

import { html, store, useEffect, useStore } from "../lib/html.js";
import { go } from "../state/links.js";
import { signOut, useEnvironment } from "../state/session.js";
import { Dialog } from "./fields.js";

/** The head; `tab` is the current one. @param {{ tab: string, role: string | null }} props */
export function Header({ tab: current, role }) {
  const { name, production } = useEnvironment();
  const tab = (/** @type {string} */ view, /** @type {string} */ link, /** @type {string} */ text) =>
    html`<a href=${link} aria-current=${current === view ? "page" : null}>${text}</a>`;
  return html`<header class="top ${production ? "production" : ""}">
    <a class="to-main" href="#main" onClick=${toMain}>Skip to content</a>
    <a class="brand" href="#/"><span class="mark" aria-hidden="true"></span>Database refresh</a>
    <${Environment} name=${name} production=${production} />
    <nav aria-label="Views">
      ${tab("runs", "#/", "Runs")} ${tab("schedule", "#/schedule", "Schedule")}
      ${role === "operator" && tab("start", "#/start", "Start")}
    </nav>
    <div class="who">
      ${role && html`<span class="role" title="Your role">${role}</span>`}
      <button type="button" class="plain" aria-label="Keyboard shortcuts" onClick=${openHelp}>?</button>
      <button type="button" class="plain" onClick=${signOut}>Sign out</button>
    </div>
  </header>`;
}

/** The environment's name as a mark. @param {{ name: string | null, production: boolean }} props */
export function Environment({ name, production }) {
  if (!name) return null;
  return html`<span class="environment ${production ? "production" : ""}">
    <span class="unseen">Environment: </span>${name}
  </span>`;
}

// The URL's part after # is the router's.
/** @param {Event} event */
function toMain(event) {
  event.preventDefault();
  const main = /** @type {HTMLElement} */ (document.getElementById("main"));
  main.tabIndex = -1;
  main.focus();
}

const KEYS = [
  { key: "r", text: "Runs", action: () => go("#/") },
  { key: "s", text: "Schedule", action: () => go("#/schedule") },
  { key: "n", text: "Start a refresh", action: () => go("#/start"), operator: true },
  { key: "j", text: "Next run or step", action: () => move(1) },
  { key: "k", text: "Previous run or step", action: () => move(-1) },
  { key: "f", text: "Filter the runs", action: () => focusOn(document.querySelector("[data-filter]")) },
  { key: "u", text: "Back to the runs", action: () => go("#/") },
  { key: "?", text: "Show these keys", action: () => openHelp() },
];

const open = store(false);

/** Show the list of keys. */
function openHelp() {
  open.set(true);
}

/** Act on keys, while the reader is not typing. @param {boolean} operator */
export function useKeys(operator) {
  useEffect(() => {
    const press = (/** @type {any} */ event) => {
      const typing = event.target.closest?.("input, select, textarea");
      // Not where the focus is: it leaves a window whose focused button is switched off.
      const window = document.querySelector("dialog[open]");
      if (typing || window || event.ctrlKey || event.metaKey || event.altKey) return;
      const found = KEYS.find(({ key }) => key === event.key);
      if (!found || (found.operator && !operator)) return;
      event.preventDefault();
      found.action();
    };
    document.addEventListener("keydown", press);
    return () => document.removeEventListener("keydown", press);
  }, [operator]);
}

/** The list of keys, while it is open. @param {Props} props */
export function Help({ operator }) {
  const close = () => open.set(false);
  if (!useStore(open)) return null;
  return html`<${Dialog} label="Keyboard shortcuts" onClose=${close}>
    <h2>Keyboard</h2>
    <dl class="keys">
      ${KEYS.filter((entry) => operator || !entry.operator).map(
        ({ key, text }) => html`<div><dt><kbd>${key}</kbd></dt><dd>${text}</dd></div>`,
      )}
      <div><dt><kbd>Enter</kbd></dt><dd>Open the selected run or step</dd></div>
      <div><dt><kbd>Esc</kbd></dt><dd>Close a dialog</dd></div>
    </dl>
    <div class="actions"><button type="button" onClick=${close} autofocus>Close</button></div>
  <//>`;
}

/** @param {1 | -1} by */
function move(by) {
  const rows = [...document.querySelectorAll("[data-row]")];
  const at = rows.findIndex((row) => row === document.activeElement);
  focusOn(rows[at < 0 ? (by > 0 ? 0 : rows.length - 1) : at + by]);
}

/** @param {Element | null | undefined} element */
function focusOn(element) {
  /** @type {HTMLElement | null | undefined} */ (element)?.focus();
}
