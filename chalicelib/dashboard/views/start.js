// Starting a refresh: anew, or what an earlier run was asked to do.

import { useTabState } from "../state/announce.js";
import { useHere } from "../state/environment.js";
import { html, useState } from "../lib/html.js";
import { usePoll } from "../state/poll.js";
import { to } from "../state/router.js";
import { Field, fieldProblem } from "./field.js";
import { Interrupted } from "./notice.js";
import { Overrides } from "./overrides.js";
import { Plan, usePlan } from "./plan.js";

const NEWEST = "_NONE_";
const SNAPSHOT_ARGUMENT = "--SNAPSHOT_DT";
const CHOICES = [
  ["all", "Every step"],
  ["skip", "All but some"],
  ["only", "Only some"],
  ["start_at", "From a step's stage on"],
];
const EMPTY = { snapshot: "configured", day: "", choice: "all", keys: [], from: "", overrides: {}, reason: "" };

/** The view; `like` is the run whose input fills the form, if there is one. */
export function Start({ like }) {
  const [pipeline] = usePoll("pipeline");
  const here = useHere();
  useTabState(null, like ? `Start ${like} again` : "Start");
  const steps = pipeline.document?.stages.flatMap((stage) => stage.steps) ?? [];
  return html`
    ${like &&
    html`<nav class="crumbs" aria-label="Breadcrumb">
      <a href="#/">Runs</a> <a href=${to("runs", like)}>${like}</a>
    </nav>`}
    <div class="heading"><h1>${like ? "Start again" : "Start a refresh"}${here}</h1></div>
    <${Interrupted} state=${pipeline} />
    ${steps.length > 0 && (like ? html`<${Again} like=${like} steps=${steps} />` : html`<${Form} steps=${steps} first=${EMPTY} />`)}
  `;
}

function Again({ like, steps }) {
  const [state] = usePoll(`executions/${encodeURIComponent(like)}`);
  const input = state.document?.input;
  const keys = input?.skip.filter((key) => steps.some((step) => step.key === key)) ?? [];
  return html`
    <p class="lead">The form has what ${like} was asked to do. What you change here counts for the new run only.</p>
    <${Interrupted} state=${state} what="run" />
    ${input && html`<${Form} steps=${steps} like=${like} had=${input.overrides} first=${{ ...EMPTY, choice: keys.length ? "skip" : "all", keys }} />`}
  `;
}

// What the run was asked is taken when the form is first drawn: it does not change any more.
function Form({ steps, like, had, first }) {
  const [form, setForm] = useState(first);
  const plan = usePlan("refresh", bodyOf(form, like), "manual");
  const change = (part) => setForm((before) => ({ ...before, ...part }));
  const dated = steps.some((step) => SNAPSHOT_ARGUMENT in step.defaults);
  return html`<div class="two">
    <form onSubmit=${(event) => (event.preventDefault(), plan.look())}>
      ${dated && html`<${Snapshot} form=${form} like=${like} problem=${plan.problem} change=${change} />`}
      <${Which} form=${form} steps=${steps} problem=${plan.problem} change=${change} />
      <${Overrides}
        steps=${steps}
        overrides=${form.overrides}
        had=${had}
        replaced=${form.snapshot === "configured" ? null : SNAPSHOT_ARGUMENT}
        problem=${plan.problem}
        onChange=${(overrides) => change({ overrides })}
      />
      <${Reason} form=${form} problem=${plan.problem} change=${change} />
      <button class="unseen" tabindex="-1" aria-hidden="true">See the plan</button>
    </form>
    <${Plan} given=${plan} verb="Start" />
  </div>`;
}

function bodyOf({ snapshot, day, choice, keys, from, overrides, reason }, like) {
  const body = like ? { like } : {};
  if (snapshot === "newest") body.snapshot_dt = NEWEST;
  if (snapshot === "day") body.snapshot_dt = day;
  if (choice === "skip" || choice === "only") body[choice] = keys;
  if (choice === "start_at") body.start_at = from;
  // Over what the run had skipped.
  if (choice === "all" && like) body.skip = [];
  if (Object.keys(overrides).length) body.overrides = overrides;
  if (reason.trim()) body.reason = reason.trim();
  return body;
}

function Snapshot({ form, like, problem, change }) {
  const trouble = fieldProblem(problem, "/snapshot_dt");
  return html`<fieldset>
    <legend>Snapshot</legend>
    <div class="choices">
      <${Radio} name="snapshot" value="configured" form=${form} change=${change}>${like ? "As in that run" : "As configured"}<//>
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

/** The reason, for the record and the mail. */
export function Reason({ form, problem, change }) {
  return html`<${Field} name="reason" label="Reason (for the record and the mail)" problem=${fieldProblem(problem, "/reason")}>
    <input
      id="reason"
      maxlength="500"
      autocomplete="off"
      value=${form.reason}
      onInput=${(event) => change({ reason: event.target.value })}
    />
  <//>`;
}
