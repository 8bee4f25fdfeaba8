// Times, durations, numbers and texts for people; and the values of records whose keys others chose.

import { now } from "./clock.js";

const SECONDS = { d: 86_400, h: 3600, m: 60, s: 1 };
/** @type {Intl.DateTimeFormatOptions} */
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
const RELATIVE = new Intl.RelativeTimeFormat("en");

/** Return seconds as their two largest units, such as "1 h 5 m". @param {number | null} seconds */
export function duration(seconds) {
  if (seconds === null) return "–";
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  let left = Math.round(seconds);
  const parts = [];
  for (const [unit, size] of Object.entries(SECONDS)) {
    const number = Math.floor(left / size);
    left -= number * size;
    if (number) parts.push(`${number} ${unit}`);
  }
  return parts.slice(0, 2).join(" ");
}

/** Return the seconds until a time, or until `time` (ms). @param {string} started @param {string | null} stopped @param {number} [time] */
export function elapsed(started, stopped, time = 0) {
  const end = stopped ? Date.parse(stopped) : time;
  return Math.max(0, (end - Date.parse(started)) / 1000);
}

/** Return a time in the reader's zone, with the year if it is another one. @param {string} iso */
export function local(iso) {
  const time = new Date(iso);
  const format = time.getFullYear() === new Date(now()).getFullYear() ? LOCAL : WITH_YEAR;
  return format.format(time);
}

/** @param {string} iso */
export function isUtc(iso) {
  return new Date(iso).getTimezoneOffset() === 0;
}

/** Return a time in UTC; `short` leaves out the date if the reader's is the same. @param {string} iso @param {boolean} [short] */
export function utc(iso, short) {
  const time = new Date(iso);
  const text = time.toISOString();
  const day = short && time.getDate() === time.getUTCDate() ? "" : `${text.slice(0, 10)} `;
  return `${day}${text.slice(11, 19)} UTC`;
}

/** Return how far away a time is, such as "in 6 days". @param {string} iso */
export function until(iso) {
  const days = (Date.parse(iso) - now()) / 86_400_000;
  return days < 1 ? RELATIVE.format(Math.round(days * 24), "hour") : RELATIVE.format(Math.round(days), "day");
}

/** Return a text as it is, and any other value as JSON. @param {unknown} value */
export function plain(value) {
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** @param {number} number @param {string} noun */
export function count(number, noun) {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}

/** Return the beginning of a text that is clearly longer than `max`, else null. @param {string} text @param {number} max */
export function cut(text, max) {
  // A few words are not worth a button.
  if (text.length <= max + 40) return null;
  // Not half a character.
  return `${text
    .slice(0, max)
    .replace(/[\ud800-\udbff]$/, "")
    .trimEnd()}…`;
}

/** Return a record's own value; what all objects have, such as `toString`, is not in it. @template T @param {Record<string, T>} record @param {string} key @returns {T | undefined} */
export function own(record, key) {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}
