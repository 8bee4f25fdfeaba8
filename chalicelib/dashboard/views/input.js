// What a run was asked to do, and where it comes from.

import { plain } from "../lib/format.js";
import { html } from "../lib/html.js";
import { to } from "../state/router.js";

/** The input and the lineage of a run. */
export function Input({ run }) {
  const overrides = Object.entries(run.input.overrides);
  const unreadable = Object.entries(run.input.unreadable);
  const whole = !overrides.length && !run.input.skip.length && !unreadable.length;
  return html`<section aria-labelledby="input-title">
    <h2 id="input-title">What it was asked to do</h2>
    ${whole && html`<p>Every step, with the configured arguments.</p>`}
    ${run.input.skip.length > 0 && html`<p>Skip ${run.input.skip.join(", ")}; run the other steps.</p>`}
    ${overrides.map(
      ([key, given]) => html`<h3>${key}</h3>
        <dl class="arguments">
          ${Object.entries(given).map(
            ([name, value]) => html`<div class="changed"><dt>${name}</dt><dd>${plain(value)}</dd></div>`,
          )}
        </dl>`,
    )}
    ${unreadable.length > 0 &&
    html`<h3>Ignored, because no refresh takes it</h3>
      <dl class="arguments">
        ${unreadable.map(([place, value]) => html`<div><dt>${place || "the whole input"}</dt><dd>${plain(value)}</dd></div>`)}
      </dl>`}
    ${run.lineage.length > 0 &&
    html`<h3>Resumed from</h3>
      <ol class="lineage">
        ${run.lineage.map((name) => html`<li><a href=${to("runs", name)}>${name}</a></li>`)}
        <li aria-current="true">${run.name}</li>
      </ol>`}
  </section>`;
}
