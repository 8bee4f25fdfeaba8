// Stages and steps on one time axis.

import { duration } from "../lib/format.js";
import { html } from "../lib/html.js";
import { to } from "../state/router.js";
import { look, lookOfStep } from "../state/status.js";

// How far apart the marks of the axis may be, in seconds.
const SPACINGS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 43_200, 86_400];
const MOST_MARKS = 7;
// What still runs ends before the edge, so that it is seen to grow.
const ROOM = 1.06;

/** The chart, as of `time` (ms); `frozen` where that is not now. `step` is looked at. */
export function Gantt({ run, time, frozen, step }) {
  const begin = Date.parse(run.started_at);
  const live = !run.stopped_at;
  const last = live ? Math.max(time, Date.parse(run.expected_end ?? "") || 0) : Date.parse(run.stopped_at);
  const span = Math.max(1000, (last - begin) * (live ? ROOM : 1));
  const at = (ms) => Math.min(100, Math.max(0, ((ms - begin) / span) * 100));
  const marks = marksOf(span / 1000);
  return html`<section class="gantt ${frozen ? "frozen" : ""}" aria-labelledby="gantt-title">
    <h2 id="gantt-title">Timeline ${frozen && html`<small>out of date</small>`}</h2>
    <div class="axis" aria-hidden="true">
      ${marks.map(
        (seconds) => html`<span style=${{ left: `${at(begin + seconds * 1000)}%` }}>${short(seconds)}</span>`,
      )}
    </div>
    <ol>
      ${run.steps.map(
        (one, index) => html`<${Bar}
          key=${one.key}
          run=${run}
          step=${one}
          first=${one.stage !== run.steps[index - 1]?.stage}
          at=${at}
          marks=${marks.map((seconds) => at(begin + seconds * 1000))}
          time=${time}
          looked=${one.key === step}
        />`,
      )}
    </ol>
  </section>`;
}

function Bar({ run, step, first, at, marks, time, looked }) {
  const { word } = lookOfStep(step);
  const tried = step.attempts.length > 1 ? `, ${step.attempts.length} attempts` : "";
  const link = looked ? to("runs", run.name) : to("runs", run.name, { step: step.key });
  return html`<li class=${first ? "first" : ""}>
    <span class="stage">${first ? step.stage : ""}</span>
    <a
      href=${link}
      class=${looked ? "looked" : ""}
      aria-label="${step.key} ${step.title}: ${word}, ${duration(step.duration_seconds)}${tried}"
    >
      <span class="label"><b>${step.key}</b> ${step.title}</span>
      <span class="track">
        ${marks.map((left) => html`<i class="mark" style=${{ left: `${left}%` }}></i>`)}
        <${Segments} step=${step} at=${at} time=${run.stopped_at ? Date.parse(run.stopped_at) : time} />
      </span>
    </a>
  </li>`;
}

function Segments({ step, at, time }) {
  if (!step.attempts.length) {
    const { sign, word } = lookOfStep(step);
    return html`<span class="nothing">${sign} ${word}${step.completed_in && `, in ${step.completed_in}`}</span>`;
  }
  const spans = step.attempts.map((attempt) => ({
    from: at(Date.parse(attempt.started_at)),
    until: at(attempt.stopped_at ? Date.parse(attempt.stopped_at) : time),
    attempt,
  }));
  const pauses = spans.slice(1).map((span, index) => [spans[index].until, span.from]);
  if (step.status === "RETRYING" && spans.at(-1).attempt.stopped_at) {
    pauses.push([spans.at(-1).until, at(time)]);
  }
  if (step.expected_end && !step.stopped_at) pauses.push([at(time), at(Date.parse(step.expected_end))]);
  return html`
    ${pauses.map(([from, until]) => html`<i class="pause" style=${place(from, until)}></i>`)}
    ${spans.map(({ from, until, attempt }) => {
      const { sign, tone } = look(attempt.status);
      return html`<i class="bar ${tone}" style=${place(from, until)}><b>${sign}</b></i>`;
    })}
  `;
}

function place(from, until) {
  return { left: `${from}%`, width: `${Math.max(0, until - from)}%` };
}

function marksOf(seconds) {
  const spacing = SPACINGS.find((size) => seconds / size <= MOST_MARKS) ?? SPACINGS.at(-1);
  return Array.from({ length: Math.floor(seconds / spacing) + 1 }, (_, index) => index * spacing);
}

function short(seconds) {
  return seconds ? duration(seconds).replace(".0", "") : "0";
}
