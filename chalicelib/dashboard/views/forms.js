// The forms that start and resume refreshes.

import { html, useEffect, useState } from "../lib/html.js";
import { stepsOf } from "../state/execution.js";
import {
  CHOICES,
  formLike,
  newForm,
  replacedArgument,
  resumeBody,
  startBody,
  stepsToResume,
  takesSnapshot,
  toggled,
} from "../state/form.js";
import { linkToExecution } from "../state/links.js";
import { usePlan } from "../state/plan.js";
import { usePoll } from "../state/poll.js";
import { fieldProblem } from "../state/problem.js";
import { useHere } from "../state/session.js";
import { OverrideFields, Reason, Wrong } from "./fields.js";
import { Followed, Interrupted, Text } from "./parts.js";
import { PlanPart } from "./plan.js";
import { useTabState } from "./tab.js";

/** The view; `like` is the execution whose input fills the form, if there is one. @param {Props} props */
export function Start({ like }) {
  const [pipeline] = usePoll("pipeline");
  const here = useHere();
  useTabState(null, like ? `Start ${like} again` : "Start");
  const steps = stepsOf(pipeline.document);
  return html`
    ${
      like &&
      html`<nav class="crumbs" aria-label="Breadcrumb">
      <a href="#/">Runs</a> <a href=${linkToExecution(like)}>${like}</a>
    </nav>`
    }
    <div class="heading"><h1>${like ? "Start again" : "Start a refresh"}${here}</h1></div>
    <${Interrupted} state=${pipeline} />
    ${steps.length > 0 && (like ? html`<${Again} like=${like} steps=${steps} />` : html`<${StartForm} steps=${steps} first=${newForm()} />`)}
  `;
}

/** @param {Props} props */
function Again({ like, steps }) {
  const [state] = usePoll(`executions/${encodeURIComponent(like)}`);
  const { document: execution } = state;
  return html`
    <p class="lead">The form shows the input of ${like}. Your changes apply to the new run only.</p>
    <${Interrupted} state=${state} what="run" />
    ${execution && html`<${StartForm} steps=${steps} like=${like} inherited=${execution.input.overrides} first=${formLike(execution, steps)} />`}
  `;
}

// An execution's input never changes, so the `first` form counts when it is drawn first.
/** @param {Props} props */
function StartForm({ steps, like, inherited, first }) {
  const [form, setForm] = useState(first);
  const planning = usePlan("refresh", startBody(form, like), "manual");
  const { problem } = planning;
  const change = (/** @type {Partial<Form>} */ part) => setForm((before) => ({ ...before, ...part }));
  return html`<div class="two">
    <form onSubmit=${(event) => (event.preventDefault(), planning.preview())}>
      ${takesSnapshot(steps) && html`<${Snapshot} form=${form} like=${like} problem=${problem} change=${change} />`}
      <${StepChoice} form=${form} steps=${steps} problem=${problem} change=${change} />
      <${OverrideFields}
        steps=${steps}
        overrides=${form.overrides}
        inherited=${inherited}
        replaced=${replacedArgument(form)}
        problem=${problem}
        onChange=${(overrides) => change({ overrides })}
      />
      <${Reason} form=${form} problem=${problem} change=${change} />
      <button class="unseen" tabindex="-1" aria-hidden="true">See the plan</button>
    </form>
    <${PlanPart} planning=${planning} verb="Start" />
  </div>`;
}

/** @param {Props} props */
function Snapshot({ form, like, problem, change }) {
  const trouble = fieldProblem(problem, "/snapshot_dt");
  return html`<fieldset>
    <legend>Snapshot</legend>
    <div class="choices">
      <${Radio} name="snapshot" value="configured" form=${form} change=${change}>${like ? "As in that run" : "As configured"}<//>
      <${Radio} name="snapshot" value="newest" form=${form} change=${change}>The newest<//>
      <${Radio} name="snapshot" value="day" form=${form} change=${change}>Of a day<//>
      ${
        form.snapshot === "day" &&
        html`<input
        type="date"
        aria-label="Day of the snapshot"
        aria-invalid=${trouble ? "true" : null}
        value=${form.day}
        onInput=${(event) => change({ day: event.target.value })}
      />`
      }
    </div>
    <${Wrong} trouble=${trouble} />
  </fieldset>`;
}

/** @param {Props} props */
function StepChoice({ form, steps, problem, change }) {
  const { choice, keys, from } = form;
  return html`<fieldset>
    <legend>Steps</legend>
    <div class="choices">
      ${CHOICES.map(
        ([value, text]) => html`<${Radio} name="choice" value=${value} form=${form} change=${change}>${text}<//>`,
      )}
    </div>
    ${
      (choice === "skip" || choice === "only") &&
      html`<div class="keys-chosen">
      ${steps.map(
        ({ key, title }) => html`<label>
          <input
            type="checkbox"
            checked=${keys.includes(key)}
            onChange=${(event) => change({ keys: toggled(keys, key, event.target.checked) })}
          />
          <b>${key}</b> ${title}
        </label>`,
      )}
    </div>`
    }
    ${
      choice === "start_at" &&
      html`<select aria-label="Start at" onChange=${(event) => change({ from: event.target.value })}>
      <option value="" selected=${!from}>Choose a step</option>
      ${steps.map(({ key, title }) => html`<option value=${key} selected=${key === from}>${key} ${title}</option>`)}
    </select>`
    }
    <${Wrong} trouble=${fieldProblem(problem, "/skip", "/only", "/start_at")} />
  </fieldset>`;
}

/** @param {Props & { name: "snapshot" | "choice" }} props */
function Radio({ name, value, form, change, children }) {
  return html`<label>
    <input type="radio" name=${name} checked=${form[name] === value} onChange=${() => change({ [name]: value })} />
    ${children}
  </label>`;
}

/** The view; it asks for the plan at once. @param {Props} props */
export function Resume({ name }) {
  const [pipeline] = usePoll("pipeline");
  const [{ document: execution }] = usePoll(`executions/${encodeURIComponent(name)}`);
  const [form, setForm] = useState(newForm());
  const planning = usePlan(`executions/${encodeURIComponent(name)}/resume`, resumeBody(form), "resume");
  const here = useHere();
  const change = (/** @type {Partial<Form>} */ part) => setForm((before) => ({ ...before, ...part }));
  useTabState(null, `Resume ${name}`);
  useEffect(() => {
    planning.preview();
  }, []);
  return html`
    <nav class="crumbs" aria-label="Breadcrumb">
      <a href="#/">Runs</a> <a href=${linkToExecution(name)}>${name}</a>
    </nav>
    <div class="heading"><h1>Resume${here}</h1></div>
    <p class="lead">A new run completes what this one did not, with the same arguments unless you change them here.</p>
    <${Interrupted} state=${pipeline} />
    ${execution && html`<${Followed} execution=${execution} />`}
    ${execution?.message && html`<div class="notice bad"><p class="message"><${Text} text=${execution.message} /></p></div>`}
    <div class="two">
      <form onSubmit=${(event) => (event.preventDefault(), planning.preview())}>
        <${OverrideFields}
          steps=${stepsToResume(stepsOf(pipeline.document), execution)}
          overrides=${form.overrides}
          inherited=${execution?.input.overrides}
          problem=${planning.problem}
          onChange=${(overrides) => change({ overrides })}
        />
        <${Reason} form=${form} problem=${planning.problem} change=${change} />
      </form>
      <${PlanPart} planning=${planning} verb="Resume" />
    </div>
  `;
}
