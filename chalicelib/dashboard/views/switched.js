// Switching the schedule: who did, when and why, and doing it.

import { announce } from "../announce.js";
import { ask } from "../api.js";
import { useHere } from "../environment.js";
import { Moment } from "../format.js";
import { html, useState } from "../html.js";
import { Dialog } from "./dialog.js";
import { Field, fieldProblem } from "./field.js";
import { Trouble } from "./notice.js";
import { Text } from "./text.js";

/** That nothing starts by itself, while the schedule is off; `schedule` may not be known yet. */
export function ScheduleOff({ schedule }) {
  if (!schedule || schedule.enabled) return null;
  return html`<div class="banner" role="status">
    <strong>The schedule is off.</strong> No refresh starts by itself.
    <${Switched} switched=${schedule.switched} /> <a href="#/schedule">See the schedule</a>
  </div>`;
}

/** Who switched it last, when and why; nothing where nobody did through the API. */
export function Switched({ switched }) {
  if (!switched) return null;
  return html`<span>
    Switched ${switched.enabled ? "on" : "off"} by ${switched.by}, <${Moment} iso=${switched.at} />${switched.reason &&
    html`: <q><${Text} text=${switched.reason} /></q>`}
  </span>`;
}

/** The button and its question; `onSwitched` gets the API's answer. */
export function Switch({ schedule, onSwitched }) {
  const [open, setOpen] = useState(false);
  return html`
    <button type="button" class=${schedule.enabled ? "" : "main"} onClick=${() => setOpen(true)}>
      Switch ${schedule.enabled ? "off" : "on"}…
    </button>
    ${open && html`<${Question} on=${!schedule.enabled} onSwitched=${onSwitched} onClose=${() => setOpen(false)} />`}
  `;
}

function Question({ on, onSwitched, onClose }) {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState(null);
  const here = useHere();
  const word = on ? "on" : "off";
  const submit = async (event) => {
    event.preventDefault();
    const reason = new FormData(event.target).get("reason").trim();
    setBusy(true);
    setProblem(null);
    try {
      const answer = await ask("PUT", "schedule", { body: { enabled: on, ...(reason ? { reason } : {}) } });
      onClose();
      onSwitched(answer);
      announce(`The schedule is ${word}`);
    } catch (refused) {
      setProblem(refused);
      setBusy(false);
    }
  };
  return html`<${Dialog} label="Switch the schedule ${word}${here}" onClose=${busy ? null : onClose}>
    <form onSubmit=${submit}>
      <h2>Switch the schedule ${word}${here}?</h2>
      <p>${on ? "Refreshes start by themselves again." : "No refresh starts by itself until it is switched on again."}</p>
      <${Field} name="reason" label="Reason (everyone sees it)" problem=${fieldProblem(problem, "/reason")}>
        <input id="reason" name="reason" maxlength="500" autofocus autocomplete="off" />
      <//>
      <${Trouble} problem=${problem} />
      <div class="actions">
        <button type="button" disabled=${busy} onClick=${onClose}>Leave it ${on ? "off" : "on"}</button>
        <button type="submit" class="main" disabled=${busy}>${busy ? "Switching…" : `Switch it ${word}${here}`}</button>
      </div>
    </form>
  <//>`;
}
