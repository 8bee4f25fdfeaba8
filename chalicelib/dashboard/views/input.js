// What a run was asked to do, and where it comes from.

import { html } from "../html.js";
import { to } from "../router.js";

/** The input and the lineage of a run. */
export function Input({ run }) {
  const overrides = Object.entries(run.input.overrides);
  const unreadable = Object.entries(run.input.unreadable);
  const whole = !overrides.length && !run.input.skip.length && !unreadable.length;
  return html`<section aria-labelledby="input-title">
    <h2 id="input-title">What it was asked to do</h2>
    ${whole && html`<p>Every step, with the configured arguments.</p>`}
    ${run.input.skip.length > 0 && html`<p>Skip ${run.input.skip.join(", ")}.</p>`}
    ${overrides.map(
      ([key, given]) => html`<h3>${key}</h3>
        <dl class="arguments">
          ${Object.entries(given).map(
            ([name, value]) => html`<div class="changed"><dt>${name}</dt><dd>${shown(value)}</dd></div>`,
          )}
        </dl>`,
    )}
    ${unreadable.length > 0 &&
    html`<h3>Not understood</h3>
      <dl class="arguments">
        ${unreadable.map(([place, value]) => html`<div><dt>${place || "all of it"}</dt><dd>${shown(value)}</dd></div>`)}
      </dl>`}
    ${run.lineage.length > 0 &&
    html`<h3>Resumed from</h3>
      <ol class="lineage">
        ${run.lineage.map((name) => html`<li><a href=${to("runs", name)}>${name}</a></li>`)}
        <li aria-current="true">${run.name}</li>
      </ol>`}
  </section>`;
}

/** Text as it is, and all else, which only the console can give, as JSON. */
function shown(value) {
  return typeof value === "string" ? value : JSON.stringify(value);
}
