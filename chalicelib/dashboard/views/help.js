// The keyboard: what keys do, and the list of them.

import { html, useEffect } from "../lib/html.js";
import { go } from "../state/router.js";
import { store, useStore } from "../lib/store.js";
import { Dialog } from "./dialog.js";

const KEYS = [
  { key: "r", text: "Runs", act: () => go("#/") },
  { key: "s", text: "Schedule", act: () => go("#/schedule") },
  { key: "n", text: "Start a refresh", act: () => go("#/start"), operator: true },
  { key: "j", text: "Next run or step", act: () => move(1) },
  { key: "k", text: "Previous run or step", act: () => move(-1) },
  { key: "f", text: "Filter the runs", act: () => document.querySelector("[data-filter]")?.focus() },
  { key: "u", text: "Back to the runs", act: () => go("#/") },
  { key: "?", text: "Show these keys", act: () => openHelp() },
];

const open = store(false);

/** Show the list of keys. */
export function openHelp() {
  open.set(true);
}

/** Act on keys, while the reader is not typing. */
export function useKeys(operator) {
  useEffect(() => {
    const press = (event) => {
      const typing = event.target.closest?.("input, select, textarea");
      // Not where the focus is: it leaves a window whose focused button is switched off.
      const window = document.querySelector("dialog[open]");
      if (typing || window || event.ctrlKey || event.metaKey || event.altKey) return;
      const found = KEYS.find(({ key }) => key === event.key);
      if (!found || (found.operator && !operator)) return;
      event.preventDefault();
      found.act();
    };
    document.addEventListener("keydown", press);
    return () => document.removeEventListener("keydown", press);
  }, [operator]);
}

/** The list of keys, while it is asked for. */
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

function move(by) {
  const rows = [...document.querySelectorAll("[data-row]")];
  const at = rows.indexOf(document.activeElement);
  rows[at < 0 ? (by > 0 ? 0 : rows.length - 1) : at + by]?.focus();
}
