// Going on with a run that did not succeed.

import { useTabState } from "../state/announce.js";
import { useHere } from "../state/environment.js";
import { Text } from "../lib/format.js";
import { html, useEffect, useState } from "../lib/html.js";
import { usePoll } from "../state/poll.js";
import { to } from "../state/router.js";
import { Followed } from "./followed.js";
import { Interrupted } from "./notice.js";
import { Overrides } from "./overrides.js";
import { Plan, usePlan } from "./plan.js";
import { Reason } from "./start.js";

/** The view: its plan is looked for at once. */
export function Resume({ name }) {
  const path = `executions/${encodeURIComponent(name)}`;
  const [pipeline] = usePoll("pipeline");
  const [run] = usePoll(path);
  const [form, setForm] = useState({ overrides: {}, reason: "" });
  const plan = usePlan(`${path}/resume`, bodyOf(form), "resume");
  const here = useHere();
  // Arguments of what does not run again have no effect.
  const done = new Set(run.document?.steps.filter(isDone).map(({ key }) => key));
  const steps = pipeline.document?.stages.flatMap((stage) => stage.steps).filter(({ key }) => !done.has(key)) ?? [];
  const change = (part) => setForm((before) => ({ ...before, ...part }));
  useTabState(null, `Resume ${name}`);
  useEffect(() => {
    plan.look();
  }, []);
  return html`
    <nav class="crumbs" aria-label="Breadcrumb">
      <a href="#/">Runs</a> <a href=${to("runs", name)}>${name}</a>
    </nav>
    <div class="heading"><h1>Resume${here}</h1></div>
    <p class="lead">A new run does what this one left undone, with the same arguments unless you change them here.</p>
    <${Interrupted} state=${pipeline} />
    ${run.document && html`<${Followed} run=${run.document} />`}
    ${run.document?.message && html`<div class="notice bad"><p class="message"><${Text} text=${run.document.message} /></p></div>`}
    <div class="two">
      <form onSubmit=${(event) => (event.preventDefault(), plan.look())}>
        <${Overrides}
          steps=${run.document ? steps : []}
          overrides=${form.overrides}
          had=${run.document?.input.overrides}
          problem=${plan.problem}
          onChange=${(overrides) => change({ overrides })}
        />
        <${Reason} form=${form} problem=${plan.problem} change=${change} />
      </form>
      <${Plan} given=${plan} verb="Resume" />
    </div>
  `;
}

function isDone({ status }) {
  return status === "SUCCEEDED" || status === "SKIPPED";
}

function bodyOf({ overrides, reason }) {
  return {
    ...(Object.keys(overrides).length ? { overrides } : {}),
    ...(reason.trim() ? { reason: reason.trim() } : {}),
  };
}
