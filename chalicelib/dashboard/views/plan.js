// Nothing is started that was not seen as a plan first.

import { ask } from "../state/api.js";
import { now } from "../lib/clock.js";
import { useHere } from "../state/environment.js";
import { count, duration, plain, Text, usd } from "../lib/format.js";
import { html, useRef, useState } from "../lib/html.js";
import { go, to } from "../state/router.js";
import { Trouble } from "./notice.js";

const ACTIONS = { run: "will run", skip: "will be skipped" };
const SIGNS = { ok: ["✓", "good"], warning: ["!", "wait"], failed: ["✕", "bad"] };

/**
 * Return how a request to `path` stands: its plan (null once `body` is another), what was wrong,
 * whether something is under way, and the two things that can be done. The name of what it starts
 * begins with `prefix`.
 */
export function usePlan(path, body, prefix) {
  const [state, setState] = useState({ planned: null, plan: null, key: null, problem: null, busy: "" });
  const asked = JSON.stringify(body);
  const underWay = useRef(false);
  const attempt = async (busy, work) => {
    // Enter in a field asks again, whatever the buttons allow.
    if (underWay.current) return;
    underWay.current = true;
    setState((before) => ({ ...before, busy, problem: null }));
    try {
      await work();
    } catch (problem) {
      setState((before) => ({ ...before, problem, busy: "" }));
    } finally {
      underWay.current = false;
    }
  };
  const look = () =>
    attempt("plan", async () => {
      const { document } = await ask("POST", path, { body: { ...body, dry_run: true } });
      setState({ planned: asked, plan: document, key: newName(prefix), problem: null, busy: "" });
    });
  const start = () =>
    attempt("start", async () => {
      // With the key, asking again after an answer that was lost starts nothing twice.
      const { document } = await ask("POST", path, { body, key: state.key });
      go(to("runs", document.name));
    });
  const plan = state.planned === asked ? state.plan : null;
  return { ...state, plan, outdated: state.plan && !plan, look, start };
}

function newName(prefix) {
  const second = new Date(now()).toISOString().slice(0, 19).replace(/[-:]/g, "");
  const random = crypto.getRandomValues(new Uint8Array(2));
  const digits = [...random].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return `${prefix}-${second}Z-${digits}`;
}

/** The plan and what can be done with it; `verb` is "Start" or "Resume". */
export function Plan({ given, verb }) {
  const { plan, outdated, busy, problem, look, start } = given;
  const here = useHere();
  return html`<section class="plan" aria-labelledby="plan-title" aria-live="polite">
    <h2 id="plan-title">Plan${here}</h2>
    <${Trouble} problem=${problem} />
    ${!plan && html`<p class="faint">${outdated ? "The form has changed since this plan was made." : "See here what would run before you start it."}</p>`}
    ${plan && html`<${Preflight} checks=${plan.preflight} /><${LeftOut} steps=${plan.left_out} /><${PlannedSteps} plan=${plan} resumes=${verb === "Resume"} />`}
    <div class="actions">
      <button type="button" class=${plan ? "" : "main"} disabled=${Boolean(busy)} onClick=${look}>
        ${busy === "plan" ? "Planning…" : plan || outdated ? "Update the plan" : "See the plan"}
      </button>
      ${plan &&
      html`<button type="button" class="main" disabled=${Boolean(busy) || !plan.startable} onClick=${start}>
        ${busy === "start" ? "Starting…" : `${verb} this refresh${here}`}
      </button>`}
    </div>
    ${plan && !plan.startable && html`<p class="wrong">It cannot start now: a check has failed, see above.</p>`}
  </section>`;
}

function Preflight({ checks }) {
  const troubles = checks.filter(({ status }) => status !== "ok");
  const fine = checks.filter(({ status }) => status === "ok");
  return html`
    ${troubles.length > 0 && html`<${Checks} checks=${troubles} />`}
    ${fine.length > 0 &&
    html`<details class="passed">
      <summary class="good"><span class="sign" aria-hidden="true">✓</span> ${count(fine.length, "check")} passed</summary>
      <${Checks} checks=${fine} />
    </details>`}
  `;
}

function Checks({ checks }) {
  return html`<ul class="checks">
    ${checks.map(
      ({ status, step, detail }) => html`<li class=${SIGNS[status]?.[1] ?? "wait"}>
        <span class="sign" aria-hidden="true">${SIGNS[status]?.[0] ?? "!"}</span>
        <span><span class="unseen">${status}: </span>${step && html`<b>${step}</b> `}<${Text} text=${detail} /></span>
      </li>`,
    )}
  </ul>`;
}

function LeftOut({ steps }) {
  if (!steps?.length) return null;
  return html`<div class="notice off">
    <strong>Left out, because these steps will not run</strong>
    <ul>
      ${steps.map(({ step, arguments: names }) => html`<li><b>${step}</b> <code>${names.join(", ")}</code></li>`)}
    </ul>
  </div>`;
}

function PlannedSteps({ plan, resumes }) {
  const { steps, expected_duration_seconds: seconds, expected_cost_usd: cost } = plan;
  const runs = steps.filter(({ action }) => action === "run").length;
  return html`
    <p>
      Runs <strong>${count(runs, "step")}</strong> of ${steps.length}${seconds !== null && `, about ${duration(seconds)}`}${cost !== null && `, about ${usd(cost)}`}.
    </p>
    <ol class="planned">
      ${steps.map(
        ({ key, action, why, changed }) => html`<li class="will-${action}">
          <span class="sign" aria-hidden="true">${action === "run" ? "▶" : "»"}</span>
          <b>${key}</b> ${ACTIONS[action] ?? action} ${(resumes || action === "skip") && html`<span class="faint">(<${Text} text=${why} />)</span>`}
          ${Object.entries(changed).map(
            ([name, { from, to: value }]) => html`<p><code>${name}</code> ${from === null ? "" : html`<s>${shown(from)}</s> → `}<ins>${shown(value)}</ins></p>`,
          )}
        </li>`,
      )}
    </ol>
  `;
}

function shown(value) {
  return value === "" ? "(empty)" : plain(value);
}
