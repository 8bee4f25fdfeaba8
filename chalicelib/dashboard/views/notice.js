// How good what is shown is: when it was updated, and what went wrong.

import { useNow } from "../clock.js";
import { count } from "../format.js";
import { html } from "../html.js";
import { isStale } from "../poll.js";

/** What the API says was wrong. */
export function Trouble({ problem }) {
  if (!problem) return null;
  return html`<div class="notice bad" role="alert">
    <strong>${problem.title}</strong>
    ${problem.detail && html`<p>${problem.detail}</p>`}
    ${problem.holder && html`<${Holder} holder=${problem.holder} />`}
    ${problem.requestId && html`<p class="faint">Request <code>${problem.requestId}</code></p>`}
  </div>`;
}

function Holder({ holder }) {
  const by = holder.requested_by ? ` by ${holder.requested_by}` : "";
  const steps = holder.running.length ? `, now at ${holder.running.join(", ")}` : "";
  return html`<p>
    <a href="#/runs/${encodeURIComponent(holder.name)}">${holder.name}</a>
    ${` was started${by}${steps}.`} ${holder.reason && html`<q>${holder.reason}</q>`}
  </p>`;
}

/** "Updated 3 s ago", and that it is old where it is. `state` is a Poll's. */
export function Freshness({ state }) {
  const time = useNow(state.pause !== null || Boolean(state.problem));
  if (!state.document) return null;
  if (state.pause === null && !state.problem) return html`<span class="fresh">Final</span>`;
  const seconds = Math.max(0, Math.round((time - state.at) / 1000));
  const stale = isStale(state, time);
  return html`<span class="fresh ${stale ? "stale" : ""}">
    ${stale && html`<span aria-hidden="true">⚠ </span>`}${stale && "Frozen: "}updated ${ago(seconds)} ago
  </span>`;
}

/** Why nothing newer comes, over what is still shown. */
export function Interrupted({ state }) {
  if (!state.problem || state.problem.status === 401) return null;
  if (!state.document) return html`<${Trouble} problem=${state.problem} />`;
  return html`<div class="notice wait" role="status">
    <strong>${state.problem.title}.</strong> What is shown stands still until it answers again.
    ${state.problem.detail && html`<p class="faint">${state.problem.detail}</p>`}
  </div>`;
}

function ago(seconds) {
  return seconds < 60 ? `${seconds} s` : count(Math.round(seconds / 60), "minute");
}
