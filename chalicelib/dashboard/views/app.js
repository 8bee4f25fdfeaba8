// The page: what surrounds every view, and which one is shown.

import { html, render, useStore } from "../lib/html.js";
import { request } from "../state/api.js";
import { linkToExecution, viewOf } from "../state/links.js";
import { usePoll } from "../state/poll.js";
import { route } from "../state/route.js";
import { session } from "../state/session.js";
import { ExecutionView } from "./execution.js";
import { ExecutionsView } from "./executions.js";
import { Resume, Start } from "./forms.js";
import { Header, Help, useKeys } from "./header.js";
import { ScheduleOff, ScheduleView } from "./schedule.js";
import { SignIn } from "./sign-in.js";
import { LiveRegion, useTabState } from "./tab.js";

// It changes a few times a year, and the API does not say when to come back.
const SCHEDULE = { every: 60 };
const VIEWS = {
  executions: ExecutionsView,
  execution: ExecutionView,
  schedule: ScheduleView,
  start: Start,
  resume: Resume,
  forbidden: Forbidden,
  missing: Missing,
};

function App() {
  const { token, role, expired } = useStore(session);
  // Who has to sign in again still sees what they were doing.
  return html`
    ${(token || expired) && html`<${Signed} role=${role} />`}
    ${!token && html`<${SignIn} again=${expired} />`}
    <${LiveRegion} />
  `;
}

/** @param {{ role: string | null }} props */
function Signed({ role }) {
  const { parts, query } = useStore(route);
  const [schedule, poll] = usePoll("schedule", SCHEDULE);
  const operator = role === "operator";
  const { view, name, like, action } = viewOf({ parts, query }, role);
  useKeys(operator);
  return html`
    <${Header} tab=${parts[0] ?? "runs"} role=${role} />
    ${view !== "schedule" && html`<${ScheduleOff} schedule=${schedule} />`}
    <main id="main">
      <${VIEWS[view]}
        key=${name ?? like}
        ...${{ name, like, action, query, role, operator, schedule, poll }}
      />
    </main>
    <${Help} operator=${operator} />
  `;
}

function Missing() {
  useTabState(null, "Not found");
  return html`<section class="empty">
    <h1>This page does not exist</h1>
    <p><a href="#/">See the runs</a></p>
  </section>`;
}

/** That the role (null: none) does not allow an action, such as "Resuming". @param {Props} props */
function Forbidden({ role, action, name }) {
  useTabState(null, "Not allowed");
  return html`<section class="empty">
    <h1>Your role does not allow this</h1>
    <p>
      ${action} a refresh requires the role <strong>operator</strong>;
      ${role ? html` you have <strong>${role}</strong>.` : " you have none."}
    </p>
    <p>Ask an operator, or sign in as one. ${name ? html`<a href=${linkToExecution(name)}>See the run</a>` : html`<a href="#/">See the runs</a>`}</p>
  </section>`;
}

render(html`<${App} />`, /** @type {HTMLElement} */ (document.getElementById("app")));
// The sign-in names the environment, too. Where nothing answers, trying to sign in says so.
request("GET", "health").catch(() => {});
