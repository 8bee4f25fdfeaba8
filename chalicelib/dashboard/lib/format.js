// Times, durations, numbers and texts for people.

import { now } from "./clock.js";
import { html, useState } from "./html.js";
import { to } from "../state/router.js";

const SECONDS = { d: 86_400, h: 3600, m: 60, s: 1 };
const PARTS = {
  day: "numeric",
  month: "short",
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  hourCycle: "h23",
  timeZoneName: "short",
};
const LOCAL = new Intl.DateTimeFormat(undefined, PARTS);
const WITH_YEAR = new Intl.DateTimeFormat(undefined, { ...PARTS, year: "numeric" });

// How the API names what it starts.
const RUN = "\\b[a-z]+-\\d{8}T\\d{6}Z-[0-9a-f]{4}\\b";
const REGEXP = /[\\^$.*+?()[\]{}|]/g;

/** Return seconds as their two largest units, such as "1 h 5 m"; "–" where there are none. */
export function duration(seconds) {
  if (seconds === null || seconds === undefined) return "–";
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  let left = Math.round(seconds);
  const parts = [];
  for (const [unit, size] of Object.entries(SECONDS)) {
    const count = Math.floor(left / size);
    left -= count * size;
    if (count) parts.push(`${count} ${unit}`);
  }
  return parts.slice(0, 2).join(" ") || "0 s";
}

/** Return the seconds from one time to another; `stopped` null is `time` (ms), and so is what is later. */
export function elapsed(started, stopped, time) {
  const end = stopped ? Date.parse(stopped) : time;
  return Math.max(0, (end - Date.parse(started)) / 1000);
}

/** Return a time in the reader's zone, which is named, with the year where it is not this one. */
export function local(iso) {
  const time = new Date(iso);
  const format = time.getFullYear() === new Date(now()).getFullYear() ? LOCAL : WITH_YEAR;
  return format.format(time);
}

/** Return whether the reader's clock shows UTC at this time. */
export function isUtc(iso) {
  return new Date(iso).getTimezoneOffset() === 0;
}

/** Return a time in UTC; `short` leaves the date away where it is the reader's, too. */
export function utc(iso, { short = false } = {}) {
  const time = new Date(iso);
  const text = time.toISOString();
  const day = short && time.getDate() === time.getUTCDate() ? "" : `${text.slice(0, 10)} `;
  return `${day}${text.slice(11, 19)} UTC`;
}

/** Return money in US dollars. */
export function usd(amount) {
  return `$${amount.toFixed(2)}`;
}

/** Return a text as it is, and all else, which only the console can give, as JSON. */
export function plain(value) {
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** Return a count with its noun. */
export function count(number, noun) {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}

/** A time in the reader's zone, and in UTC where that is another. */
export function Moment({ iso, short = false }) {
  if (!iso) return html`<span class="faint">–</span>`;
  const same = isUtc(iso);
  return html`<time datetime=${iso} title=${same ? null : utc(iso)}>
    ${local(iso)}${!same && html` <small class="utc">${utc(iso, { short })}</small>`}
  </time>`;
}

/** A text that others wrote, with links to the runs that it names; what is longer than `most` characters is cut. `name` is a run that it may name. */
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
