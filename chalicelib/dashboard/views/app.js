// The page: what surrounds every view, and which one is shown.

import { LiveRegion, useTabState } from "../state/announce.js";
import { ask } from "../state/api.js";
import { html, render } from "../lib/html.js";
import { usePoll } from "../state/poll.js";
import { route, to } from "../state/router.js";
import { session } from "../state/session.js";
import { useStore } from "../lib/store.js";
import { Header } from "./header.js";
import { Help, useKeys } from "./help.js";
import { Resume } from "./resume.js";
import { Run } from "./run.js";
import { Runs } from "./runs.js";
import { Schedule } from "./schedule.js";
import { SignIn } from "./sign-in.js";
import { Start } from "./start.js";
import { ScheduleOff } from "./switched.js";

// It changes a few times a year, and the API does not say when to look again.
const SCHEDULE = { every: 60 };

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
  const [schedule, poll] = usePoll("schedule", SCHEDULE);
  const operator = role === "operator";
  useKeys(operator);
  return html`
    <${Header} place=${place} role=${role} />
    ${place.parts[0] !== "schedule" && html`<${ScheduleOff} state=${schedule} />`}
    <main id="main">${viewOf(place, { role, operator, schedule, poll })}</main>
    <${Help} operator=${operator} />
  `;
}

function viewOf({ parts, query }, { role, operator, schedule, poll }) {
  const [place, name, act] = parts;
  if (place === undefined || (place === "runs" && !name)) {
    return html`<${Runs} asked=${query} schedule=${schedule} />`;
  }
  if (place === "runs" && !act) {
    return html`<${Run} key=${name} name=${name} query=${query} operator=${operator} />`;
  }
  if (place === "schedule") return html`<${Schedule} state=${schedule} poll=${poll} operator=${operator} />`;
  const resume = place === "runs" && act === "resume";
  if (!resume && place !== "start") return html`<${NoSuchView} />`;
  if (!operator) return html`<${OtherRole} role=${role} act=${resume ? "Resuming" : "Starting"} name=${name} />`;
  return resume
    ? html`<${Resume} key=${name} name=${name} />`
    : html`<${Start} key=${query.like} like=${query.like} />`;
}

function NoSuchView() {
  useTabState(null, "Not found");
  return html`<section class="empty">
    <h1>This page does not exist</h1>
    <p><a href="#/">See the runs</a></p>
  </section>`;
}

// `role` (null: none) does not let the reader do this (`act`, such as "Resuming").
function OtherRole({ role, act, name }) {
  useTabState(null, "Not with your role");
  return html`<section class="empty">
    <h1>Your role does not allow this</h1>
    <p>
      ${act} a refresh takes the role <strong>operator</strong>;
      ${role ? html` you have <strong>${role}</strong>.` : " you have none."}
    </p>
    <p>Ask an operator, or sign in as one. ${name ? html`<a href=${to("runs", name)}>See the run</a>` : html`<a href="#/">See the runs</a>`}</p>
  </section>`;
}

render(html`<${App} />`, document.getElementById("app"));
// The sign-in names the environment, too. Where nothing answers, trying to sign in says so.
ask("GET", "health").catch(() => {});
