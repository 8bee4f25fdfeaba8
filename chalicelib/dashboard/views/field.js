// One field of a form, with what the API says is wrong with it.

import { html } from "../lib/html.js";

/** Return what a problem says of the fields at or below these JSON pointers. */
export function fieldProblem(problem, ...pointers) {
  const found = problem?.fields.filter(({ pointer }) =>
    pointers.some((at) => pointer === at || pointer.startsWith(`${at}/`)),
  );
  return found?.length ? found.map(({ message }) => message).join("; ") : null;
}

/** Return the JSON pointer to a part of a body. */
export function pointer(...parts) {
  return parts.map((part) => `/${part.replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
}

/** A label, the control in `children`, whose id is `name`, and its trouble. */
export function Field({ name, label, problem, children }) {
  return html`<div class="field ${problem ? "is-wrong" : ""}">
    <label for=${name}>${label}</label>
    ${children}
    ${problem && html`<p class="wrong" role="alert">${problem}</p>`}
  </div>`;
}
