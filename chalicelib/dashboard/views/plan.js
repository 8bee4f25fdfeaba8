// A plan, and what can be done with it.

import { count, own } from "../lib/format.js";
import { html } from "../lib/html.js";
import { checksOf, shownValue, stepsToRun } from "../state/plan.js";
import { useHere } from "../state/session.js";
import { Text, Trouble } from "./parts.js";

/** @type {Record<string, string>} */
const ACTIONS = { run: "will run", skip: "will be skipped" };
/** @type {Record<string, [string, string]>} */
const SIGNS = { ok: ["✓", "good"], warning: ["!", "wait"], failed: ["✕", "bad"] };

/** The plan; `verb` is "Start" or "Resume". @param {Props} props */
export function PlanPart({ planning, verb }) {
  const { plan, outdated, busy, problem, preview, start } = planning;
  const here = useHere();
  return html`<section class="plan" aria-labelledby="plan-title" aria-live="polite">
    <h2 id="plan-title">Plan${here}</h2>
    <${Trouble} problem=${problem} />
    ${!plan && html`<p class="faint">${outdated ? "The form has changed since this plan was made." : "Preview what would run before you start it."}</p>`}
    ${plan && html`<${Preflight} plan=${plan} /><${LeftOut} plan=${plan} /><${PlannedSteps} plan=${plan} verb=${verb} />`}
    <div class="actions">
      <button type="button" class=${plan ? "" : "main"} disabled=${Boolean(busy)} onClick=${preview}>
        ${busy === "preview" ? "Planning…" : plan || outdated ? "Update the plan" : "See the plan"}
      </button>
      ${
        plan &&
        html`<button type="button" class="main" disabled=${Boolean(busy) || !plan.startable} onClick=${start}>
        ${busy === "start" ? "Starting…" : `${verb} this refresh${here}`}
      </button>`
      }
    </div>
    ${plan && !plan.startable && html`<p class="wrong">It cannot start now: a check has failed, see above.</p>`}
  </section>`;
}

/** @param {Props} props */
function Preflight({ plan }) {
  const { passed, troubles } = checksOf(plan);
  return html`
    ${troubles.length > 0 && html`<${Checks} checks=${troubles} />`}
    ${
      passed.length > 0 &&
      html`<details class="passed">
      <summary class="good"><span class="sign" aria-hidden="true">✓</span> ${count(passed.length, "check")} passed</summary>
      <${Checks} checks=${passed} />
    </details>`
    }
  `;
}

/** @param {Props} props */
function Checks({ checks }) {
  return html`<ul class="checks">
    ${checks.map(({ status, step, detail }) => {
      const [sign, tone] = own(SIGNS, status) ?? ["!", "wait"];
      return html`<li class=${tone}>
        <span class="sign" aria-hidden="true">${sign}</span>
        <span><span class="unseen">${status}: </span>${step && html`<b>${step}</b> `}<${Text} text=${detail} /></span>
      </li>`;
    })}
  </ul>`;
}

/** @param {Props} props */
function LeftOut({ plan }) {
  if (!plan.left_out.length) return null;
  return html`<div class="notice off">
    <strong>Left out, because these steps will not run</strong>
    <ul>
      ${plan.left_out.map(({ step, arguments: names }) => html`<li><b>${step}</b> <code>${names.join(", ")}</code></li>`)}
    </ul>
  </div>`;
}

/** @param {Props} props */
function PlannedSteps({ plan, verb }) {
  return html`
    <p>Runs <strong>${count(stepsToRun(plan), "step")}</strong> of ${plan.steps.length}.</p>
    <ol class="planned">
      ${plan.steps.map(
        ({ key, action, why, changed }) => html`<li class="will-${action}">
          <span class="sign" aria-hidden="true">${action === "run" ? "▶" : "»"}</span>
          <b>${key}</b> ${own(ACTIONS, action) ?? action} ${(verb === "Resume" || action === "skip") && html`<span class="faint">(<${Text} text=${why} />)</span>`}
          ${Object.entries(changed).map(
            ([name, { from, to }]) =>
              html`<p><code>${name}</code> ${from === null ? "" : html`<s>${shownValue(from)}</s> → `}<ins>${shownValue(to)}</ins></p>`,
          )}
        </li>`,
      )}
    </ol>
  `;
}
