// What is shown where a link leads to no view, or to one of another role.

import { useTabState } from "../announce.js";
import { html } from "../html.js";
import { to } from "../router.js";

/** There is no such view. */
export function NoSuchView() {
  useTabState(null, "Not found");
  return html`<section class="empty">
    <h1>This page does not exist</h1>
    <p><a href="#/">See the runs</a></p>
  </section>`;
}

/** The reader's role (null: none) does not let them do this (`act`, such as "Resuming") to a run. */
export function OtherRole({ role, act, name }) {
  useTabState(null, "Not with your role");
  return html`<section class="empty">
    <h1>Your role does not allow this</h1>
    <p>
      ${act} a refresh takes the role <strong>operator</strong>;
      ${role ? html` you have <strong>${role}</strong>.` : " you have none."}
    </p>
    <p>Ask an operator, or sign in as one. ${name ? html`<a href=${to("runs", name)}>See the run</a>` : html`<a href="#/">See the runs</a>`}</p>
  </section>`;
}
