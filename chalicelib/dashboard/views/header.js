// The head of every view: where one can go, in which deployment, and as whom.

import { useEnvironment } from "../state/environment.js";
import { html } from "../lib/html.js";
import { signOut } from "../state/session.js";
import { openHelp } from "./help.js";

/** The head; `place` is the route. */
export function Header({ place, role }) {
  const { name, production } = useEnvironment();
  const current = place.parts[0] ?? "runs";
  const tab = (view, link, text) =>
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

/** The environment's name as a mark. */
export function Environment({ name, production }) {
  if (!name) return null;
  return html`<span class="environment ${production ? "production" : ""}">
    <span class="unseen">Environment: </span>${name}
  </span>`;
}

// The URL's part after # is the router's.
function toMain(event) {
  event.preventDefault();
  const main = document.getElementById("main");
  main.tabIndex = -1;
  main.focus();
}
