// The schedule: whether it is on, who switched it, and what it starts next.

import { isUtc, local, until, utc } from "../lib/format.js";
import { html, useState } from "../lib/html.js";
import { announcement } from "../state/announce.js";
import { request } from "../state/api.js";
import { disabledSchedule, noNextRuns, noSchedule } from "../state/schedule.js";
import { Question } from "./fields.js";
import { Freshness, Interrupted, Moment, Text } from "./parts.js";
import { useTabState } from "./tab.js";

/** The view; `schedule` is the state of the schedule's Poll. @param {Props} props */
export function ScheduleView({ schedule: state, poll, operator }) {
  useTabState(null, "Schedule");
  const { document: schedule } = state;
  const none = noSchedule(state);
  if (none) return html`<h1>Schedule</h1><p>${none}</p>`;
  const onSwitched = (/** @type {Answered<Schedule>} */ { document, at }) => poll.current.put(document, at);
  return html`
    <div class="heading"><h1>Schedule</h1><${Freshness} state=${state} /></div>
    <${Interrupted} state=${state} />
    ${
      schedule &&
      html`
      <div class="state">
        <span class="status large ${schedule.enabled ? "good" : "off"}">
          <span class="sign" aria-hidden="true">${schedule.enabled ? "✓" : "❚❚"}</span>${schedule.enabled ? "On" : "Off"}
        </span>
        <code>${schedule.expression}</code>
        ${operator && html`<${Switch} enabled=${schedule.enabled} onSwitched=${onSwitched} />`}
      </div>
      ${schedule.switched && html`<p><${Switched} switched=${schedule.switched} /></p>`}
      <section>
        <h2>Next runs</h2>
        <${NextRuns} known=${schedule} />
      </section>
    `
    }
  `;
}

/** The banner of a schedule that is off. @param {Props} props */
export function ScheduleOff({ schedule }) {
  const disabled = disabledSchedule(schedule);
  if (!disabled) return null;
  return html`<div class="banner" role="status">
    <strong>The schedule is off.</strong> No refresh starts automatically.${" "}
    <${Switched} switched=${disabled.switched} /> <a href="#/schedule">See the schedule</a>
  </div>`;
}

/** @param {{ switched: Schedule["switched"] }} props null: nobody switched it through the API */
function Switched({ switched }) {
  if (!switched) return null;
  const { enabled, by, at, reason } = switched;
  return html`<span class="switched">
    Switched ${enabled ? "on" : "off"} by <bdi>${by}</bdi>, <${Moment} iso=${at} />${reason && html`: <q><${Text} text=${reason} /></q>`}
  </span>`;
}

/** @param {{ known: Schedule }} props */
function NextRuns({ known }) {
  const none = noNextRuns(known);
  if (none) return html`<p>${none}</p>`;
  return html`<ol class="next-runs">
    ${known.next_runs?.map(
      (iso) => html`<li>
        <time datetime=${iso}>${local(iso)}</time>${!isUtc(iso) && html`<span>${utc(iso)}</span>`}
        <span class="faint">${until(iso)}</span>
      </li>`,
    )}
  </ol>`;
}

/** @param {{ enabled: boolean, onSwitched: (answer: Answered<Schedule>) => void }} props */
function Switch({ enabled, onSwitched }) {
  const [open, setOpen] = useState(false);
  const [word, other] = enabled ? ["off", "on"] : ["on", "off"];
  return html`
    <button type="button" class=${enabled ? "" : "main"} onClick=${() => setOpen(true)}>Switch ${word}…</button>
    ${
      open &&
      html`<${Question}
      action="Switch the schedule ${word}"
      no="Leave it ${other}"
      yes="Switch it ${word}"
      kind="main"
      send=${(reason) => request("PUT", "schedule", { body: { enabled: !enabled, ...reason } })}
      onDone=${(answer) => {
        onSwitched(answer);
        announcement.set(`The schedule is ${word}`);
      }}
      onClose=${() => setOpen(false)}
    >
      ${enabled ? "No refresh starts automatically until it is switched on again." : "Refreshes start automatically again."}
    <//>`
    }
  `;
}
