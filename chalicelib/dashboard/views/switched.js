// Switching the schedule: who did, when and why, and doing it.

import { announce } from "../state/announce.js";
import { ask } from "../state/api.js";
import { Moment, Text } from "../lib/format.js";
import { html, useState } from "../lib/html.js";
import { Question } from "./question.js";

/** That nothing starts by itself, while the schedule is off; `state` is that of its Poll. */
export function ScheduleOff({ state: { document: schedule, problem } }) {
  if (!schedule || schedule.enabled || problem?.status === 404) return null;
  return html`<div class="banner" role="status">
    <strong>The schedule is off.</strong> No refresh starts by itself.${" "}
    <${Switched} switched=${schedule.switched} /> <a href="#/schedule">See the schedule</a>
  </div>`;
}

/** Who switched it last, when and why; nothing where nobody did through the API. */
export function Switched({ switched }) {
  if (!switched) return null;
  return html`<span class="switched">
    Switched ${switched.enabled ? "on" : "off"} by ${switched.by}, <${Moment} iso=${switched.at} />${switched.reason &&
    html`: <q><${Text} text=${switched.reason} /></q>`}
  </span>`;
}

/** The button and its question; `onSwitched` gets the API's answer. */
export function Switch({ schedule: { enabled }, onSwitched }) {
  const [open, setOpen] = useState(false);
  const [word, other] = enabled ? ["off", "on"] : ["on", "off"];
  return html`
    <button type="button" class=${enabled ? "" : "main"} onClick=${() => setOpen(true)}>Switch ${word}…</button>
    ${open &&
    html`<${Question}
      act="Switch the schedule ${word}"
      no="Leave it ${other}"
      yes="Switch it ${word}"
      kind="main"
      send=${(reason) => ask("PUT", "schedule", { body: { enabled: !enabled, ...reason } })}
      onDone=${(answer) => {
        onSwitched(answer);
        announce(`The schedule is ${word}`);
      }}
      onClose=${() => setOpen(false)}
    >
      ${enabled ? "No refresh starts by itself until it is switched on again." : "Refreshes start by themselves again."}
    <//>`}
  `;
}
