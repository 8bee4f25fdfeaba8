// The schedule: whether it is on, and what it starts next.

import { announce, useTabState } from "../announce.js";
import { ask } from "../api.js";
import { now } from "../clock.js";
import { local, utc } from "../format.js";
import { html, useState } from "../html.js";
import { usePoll } from "../poll.js";
import { Freshness, Interrupted, Trouble } from "./notice.js";

// It changes a few times a year, and the API does not say when to look again.
const OPTIONS = { every: 60 };

/** The view. */
export function Schedule({ operator }) {
  const [state, poll] = usePoll("schedule", OPTIONS);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState(null);
  useTabState(null, "Schedule");
  const schedule = state.document;
  const turn = async () => {
    setBusy(true);
    setProblem(null);
    try {
      const { document, at } = await ask("PUT", "schedule", { body: { enabled: !schedule.enabled } });
      poll.current.put(document, at);
      announce(document.enabled ? "The schedule is on" : "The schedule is paused");
    } catch (refused) {
      setProblem(refused);
    }
    setBusy(false);
  };
  return html`
    <div class="heading"><h1>Schedule</h1><${Freshness} state=${state} /></div>
    <${Interrupted} state=${state} />
    <${Trouble} problem=${problem} />
    ${schedule &&
    html`
      <div class="state">
        <${OnOff} on=${schedule.enabled} />
        <code>${schedule.expression}</code>
        ${operator &&
        html`<button type="button" class=${schedule.enabled ? "" : "main"} disabled=${busy} onClick=${turn}>
          ${schedule.enabled ? "Pause the schedule" : "Resume the schedule"}
        </button>`}
      </div>
      <section>
        <h2>Next runs</h2>
        <${NextRuns} runs=${schedule.next_runs} on=${schedule.enabled} />
      </section>
    `}
  `;
}

function OnOff({ on }) {
  return html`<span class="status large ${on ? "good" : "off"}">
    <span class="sign" aria-hidden="true">${on ? "✓" : "❚❚"}</span>${on ? "On" : "Paused"}
  </span>`;
}

function NextRuns({ runs, on }) {
  if (runs === null) return html`<p>Only AWS knows when.</p>`;
  if (!runs.length) return html`<p>None${on ? "" : " while it is paused"}.</p>`;
  return html`<ol class="next-runs">
    ${runs.map((iso) => html`<li><time datetime=${iso}>${local(iso)}</time><span>${utc(iso)}</span><span class="faint">${until(iso)}</span></li>`)}
  </ol>`;
}

function until(iso) {
  const days = (Date.parse(iso) - now()) / 86_400_000;
  return new Intl.RelativeTimeFormat("en").format(
    ...(days < 1 ? [Math.round(days * 24), "hour"] : [Math.round(days), "day"]),
  );
}
