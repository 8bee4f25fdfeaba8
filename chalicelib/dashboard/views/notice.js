// How good what is shown is: when it was updated, and what went wrong.

import { useNow } from "../lib/clock.js";
import { count, Text } from "../lib/format.js";
import { html } from "../lib/html.js";
import { isStale } from "../state/poll.js";
import { to } from "../state/router.js";

/** What the API says was wrong. */
export function Trouble({ problem }) {
  if (!problem) return null;
  const { title, detail, holder, requestId } = problem;
  return html`<div class="notice bad" role="alert">
    <strong>${title}</strong>
    ${detail && html`<p><${Text} text=${detail} name=${holder?.name} /></p>`}
    ${holder && html`<${Holder} holder=${holder} />`}
    ${requestId && html`<p class="faint">Request <code>${requestId}</code></p>`}
  </div>`;
}

function Holder({ holder }) {
  const by = holder.requested_by ? ` by ${holder.requested_by}` : "";
  const steps = holder.running.length ? `, now at ${holder.running.join(", ")}` : "";
  return html`<p>
    <a href=${to("runs", holder.name)}>See that run</a>${`, started${by}${steps}.`}
    ${holder.reason && html` <q><${Text} text=${holder.reason} /></q>`}
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
    ${stale && html`<span aria-hidden="true">⚠ </span>`}${stale ? "Out of date: updated" : "Updated"} ${ago(seconds)} ago
  </span>`;
}

/** Why nothing newer comes, over what is still shown. `what` is what the path is of. */
export function Interrupted({ state, what = "page" }) {
  const { problem, document } = state;
  if (!problem || problem.status === 401) return null;
  if (!document) return html`<${Trouble} problem=${problem} />`;
  if (problem.status === 404) return html`<${OtherHistory}>It does not know this ${what} any more. What you see is how it stood before.<//>`;
  return html`<div class="notice wait" role="status">
    <strong>${problem.title}.</strong> What you see is from its last answer.
    ${problem.detail && html`<p class="faint"><${Text} text=${problem.detail} /></p>`}
  </div>`;
}

/** The API is back, but it is not the one that was asked before; what that means is in `children`. */
export function OtherHistory({ children }) {
  return html`<div class="notice wait" role="status">
    <strong>The API came back with another history.</strong> ${children}
  </div>`;
}

function ago(seconds) {
  return seconds < 60 ? `${seconds} s` : count(Math.round(seconds / 60), "minute");
}
