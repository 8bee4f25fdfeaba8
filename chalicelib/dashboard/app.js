// The page: what surrounds every view, and which one is shown.

import { LiveRegion } from "./announce.js";
import { html, render } from "./html.js";
import { route } from "./router.js";
import { session } from "./session.js";
import { useStore } from "./store.js";
import { Help, useKeys } from "./views/help.js";
import { Header } from "./views/header.js";
import { Resume } from "./views/resume.js";
import { Run } from "./views/run.js";
import { Runs } from "./views/runs.js";
import { Schedule } from "./views/schedule.js";
import { SignIn } from "./views/sign-in.js";
import { Start } from "./views/start.js";

function App() {
  const { token, role, expired } = useStore(session);
  // Who has to sign in again still sees what they were doing.
  const seen = token || expired;
  return html`
    ${seen && html`<${Signed} role=${role} />`}
    ${!token && html`<${SignIn} again=${expired} />`}
    <${LiveRegion} />
  `;
}

function Signed({ role }) {
  const place = useStore(route);
  const operator = role === "operator";
  useKeys(operator);
  return html`
    <${Header} place=${place} role=${role} />
    <main id="main">${viewOf(place, operator)}</main>
    <${Help} operator=${operator} />
  `;
}

function viewOf({ parts, query }, operator) {
  const [place, name, act] = parts;
  if (place === undefined || (place === "runs" && !name)) return html`<${Runs} query=${query} />`;
  if (place === "runs" && !act) {
    return html`<${Run} key=${name} name=${name} query=${query} operator=${operator} />`;
  }
  if (place === "runs" && act === "resume" && operator) {
    return html`<${Resume} key=${name} name=${name} />`;
  }
  if (place === "start" && operator) return html`<${Start} />`;
  if (place === "schedule") return html`<${Schedule} operator=${operator} />`;
  const why = operator ? "There is no such view." : "There is no such view, or none for your role.";
  return html`<section class="empty">
    <h1>Nothing here</h1>
    <p>${why} <a href="#/">See the runs</a></p>
  </section>`;
}

render(html`<${App} />`, document.getElementById("app"));
