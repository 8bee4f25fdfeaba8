// Text that others wrote: cut where it is long, with links to the runs that it names.

import { html, useState } from "../html.js";
import { to } from "../router.js";

// How the API names what it starts.
const RUN = "\\b[a-z]+-\\d{8}T\\d{6}Z-[0-9a-f]{4}\\b";
const REGEXP = /[\\^$.*+?()[\]{}|]/g;

/** The text; what is longer than `most` characters is cut. `name` is a run that it may name. */
export function Text({ text, most = 240, name }) {
  const [whole, setWhole] = useState(false);
  // Nobody asks for more to read three words.
  const long = text.length > most + 40;
  const shown = long && !whole ? `${text.slice(0, most).replace(/[\ud800-\udbff]$/, "").trimEnd()}…` : text;
  return html`${linked(shown, name)}${long &&
  html` <button type="button" class="more" aria-expanded=${whole ? "true" : "false"} onClick=${() => setWhole(!whole)}>
    ${whole ? "less" : "more"}
  </button>`}`;
}

function linked(text, name) {
  const known = name ? `${name.replace(REGEXP, "\\$&")}|${RUN}` : RUN;
  return text
    .split(new RegExp(`(${known})`))
    .map((part, index) => (index % 2 ? html`<a href=${to("runs", part)}>${part}</a>` : part));
}
