// The schedule: whether it is on, who switched it, and what it starts next.

import { useTabState } from "../state/announce.js";
import { now } from "../lib/clock.js";
import { isUtc, local, utc } from "../lib/format.js";
import { html } from "../lib/html.js";
import { Freshness, Interrupted } from "./notice.js";
import { Switch, Switched } from "./switched.js";

/** The view; `state` and `poll` are those of the schedule. */
export function Schedule({ state, poll, operator }) {
  useTabState(null, "Schedule");
  const schedule = state.document;
  const none = noSchedule(state);
  if (none) return html`<h1>Schedule</h1><p>${none}</p>`;
  return html`
    <div class="heading"><h1>Schedule</h1><${Freshness} state=${state} /></div>
    <${Interrupted} state=${state} />
    ${schedule &&
    html`
      <div class="state">
        <${OnOff} on=${schedule.enabled} />
        <code>${schedule.expression}</code>
        ${operator &&
        html`<${Switch} schedule=${schedule} onSwitched=${({ document, at }) => poll.current.put(document, at)} />`}
      </div>
      ${schedule.switched && html`<p><${Switched} switched=${schedule.switched} /></p>`}
      <section>
        <h2>Next runs</h2>
        <${NextRuns} runs=${schedule.next_runs} on=${schedule.enabled} />
      </section>
    `}
  `;
}

/** Return a sentence that says so, where the API answers that there is no schedule. */
export function noSchedule({ problem }) {
  return problem?.status === 404 && "There is no schedule: no refresh starts by itself.";
}

function OnOff({ on }) {
  return html`<span class="status large ${on ? "good" : "off"}">
    <span class="sign" aria-hidden="true">${on ? "✓" : "❚❚"}</span>${on ? "On" : "Off"}
  </span>`;
}

function NextRuns({ runs, on }) {
  if (runs === null) return html`<p>AWS does not tell when this schedule starts the next refresh.</p>`;
  if (!runs.length) return html`<p>None${on ? "" : " while it is off"}.</p>`;
  return html`<ol class="next-runs">
    ${runs.map(
      (iso) => html`<li>
        <time datetime=${iso}>${local(iso)}</time>${!isUtc(iso) && html`<span>${utc(iso)}</span>`}
        <span class="faint">${until(iso)}</span>
      </li>`,
    )}
  </ol>`;
}

/** Return how far away a time is, such as "in 6 days". */
export function until(iso) {
  const days = (Date.parse(iso) - now()) / 86_400_000;
  return new Intl.RelativeTimeFormat("en").format(
    ...(days < 1 ? [Math.round(days * 24), "hour"] : [Math.round(days), "day"]),
  );
}
