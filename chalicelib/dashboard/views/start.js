// Starting a refresh.

import { useTabState } from "../announce.js";
import { html, useState } from "../html.js";
import { usePoll } from "../poll.js";
import { Field, fieldProblem } from "./field.js";
import { Interrupted } from "./notice.js";
import { Overrides } from "./overrides.js";
import { Plan, usePlan } from "./plan.js";

const NEWEST = "_NONE_";
const CHOICES = [
  ["all", "Every step"],
  ["skip", "All but some"],
  ["only", "Only some"],
  ["start_at", "From a step's stage on"],
];
const EMPTY = { snapshot: "configured", day: "", choice: "all", keys: [], from: "", overrides: {}, reason: "" };

/** The view: a form made from the pipeline as it is deployed, and the plan of what it says. */
export function Start() {
  const [state] = usePoll("pipeline");
  const [form, setForm] = useState(EMPTY);
  const plan = usePlan("refresh", bodyOf(form), "manual");
  useTabState(null, "Start");
  const steps = state.document?.stages.flatMap((stage) => stage.steps) ?? [];
  const change = (part) => setForm((before) => ({ ...before, ...part }));
  return html`
    <div class="heading"><h1>Start a refresh</h1></div>
    <${Interrupted} state=${state} />
    ${steps.length > 0 &&
    html`<div class="two">
      <form onSubmit=${(event) => (event.preventDefault(), plan.look())}>
        <${Snapshot} form=${form} problem=${plan.problem} change=${change} />
        <${Which} form=${form} steps=${steps} problem=${plan.problem} change=${change} />
        <${Overrides}
          steps=${steps}
          overrides=${form.overrides}
          problem=${plan.problem}
          onChange=${(overrides) => change({ overrides })}
        />
        <${Reason} form=${form} problem=${plan.problem} change=${change} />
        <button class="unseen" tabindex="-1" aria-hidden="true">See the plan</button>
      </form>
      <${Plan} given=${plan} verb="Start" />
    </div>`}
  `;
}

function bodyOf({ snapshot, day, choice, keys, from, overrides, reason }) {
  const body = {};
  if (snapshot === "newest") body.snapshot_dt = NEWEST;
  if (snapshot === "day") body.snapshot_dt = day;
  if (choice === "skip" || choice === "only") body[choice] = keys;
  if (choice === "start_at") body.start_at = from;
  if (Object.keys(overrides).length) body.overrides = overrides;
  if (reason.trim()) body.reason = reason.trim();
  return body;
}

function Snapshot({ form, problem, change }) {
  const trouble = fieldProblem(problem, "/snapshot_dt");
  return html`<fieldset>
    <legend>Snapshot</legend>
    <div class="choices">
      <${Radio} name="snapshot" value="configured" form=${form} change=${change}>As configured<//>
      <${Radio} name="snapshot" value="newest" form=${form} change=${change}>The newest<//>
      <${Radio} name="snapshot" value="day" form=${form} change=${change}>Of a day<//>
      ${form.snapshot === "day" &&
      html`<input
        type="date"
        aria-label="Day of the snapshot"
        aria-invalid=${trouble ? "true" : null}
        value=${form.day}
        onInput=${(event) => change({ day: event.target.value })}
      />`}
    </div>
    ${trouble && html`<p class="wrong" role="alert">${trouble}</p>`}
  </fieldset>`;
}

function Which({ form, steps, problem, change }) {
  const trouble = fieldProblem(problem, "/skip", "/only", "/start_at");
  const some = form.choice === "skip" || form.choice === "only";
  const toggle = (key) => (event) =>
    change({ keys: event.target.checked ? [...form.keys, key] : form.keys.filter((one) => one !== key) });
  return html`<fieldset>
    <legend>Steps</legend>
    <div class="choices">
      ${CHOICES.map(
        ([value, text]) => html`<${Radio} name="choice" value=${value} form=${form} change=${change}>${text}<//>`,
      )}
    </div>
    ${some &&
    html`<div class="keys-chosen">
      ${steps.map(
        ({ key, title }) => html`<label>
          <input type="checkbox" checked=${form.keys.includes(key)} onChange=${toggle(key)} />
          <b>${key}</b> ${title}
        </label>`,
      )}
    </div>`}
    ${form.choice === "start_at" &&
    html`<select aria-label="Start at" onChange=${(event) => change({ from: event.target.value })}>
      <option value="" selected=${!form.from}>Choose a step</option>
      ${steps.map(({ key, title }) => html`<option value=${key} selected=${key === form.from}>${key} ${title}</option>`)}
    </select>`}
    ${trouble && html`<p class="wrong" role="alert">${trouble}</p>`}
  </fieldset>`;
}

function Radio({ name, value, form, change, children }) {
  return html`<label>
    <input type="radio" name=${name} checked=${form[name] === value} onChange=${() => change({ [name]: value })} />
    ${children}
  </label>`;
}

/** Why, for the record and the mail. */
export function Reason({ form, problem, change }) {
  return html`<${Field} name="reason" label="Why (for the record and the mail)" problem=${fieldProblem(problem, "/reason")}>
    <input
      id="reason"
      maxlength="500"
      autocomplete="off"
      value=${form.reason}
      onInput=${(event) => change({ reason: event.target.value })}
    />
  <//>`;
}
