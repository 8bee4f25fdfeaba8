// Links to views, and the names of executions in them.

/** Return the link to a view, without the parts of the query that are empty. @param {string} path @param {Query} query */
export function linkTo(path, query = {}) {
  const kept = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value) kept.set(name, value);
  return `#/${path}${kept.size ? `?${kept}` : ""}`;
}

/** @param {string} name @param {Query} [query] */
export function linkToExecution(name, query) {
  return linkTo(`runs/${encodeURIComponent(name)}`, query);
}

/** @param {string} hash @returns {Route} */
export function parseLink(hash) {
  const [path, query = ""] = hash.replace(/^#\/?/, "").split("?");
  const parts = path.split("/").filter(Boolean).map(decode);
  return { parts, query: Object.fromEntries(new URLSearchParams(query)) };
}

/** @param {string} link */
export function go(link) {
  location.hash = link;
}

/** @param {string} part */
function decode(part) {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

// How the API names executions: prefix, UTC second, four random digits.
const NAME = "\\b[a-z]+-\\d{8}T\\d{6}Z-[0-9a-f]{4}\\b";
const SPECIAL = /[\\^$.*+?()[\]{}|]/g;

/** @param {string} prefix @param {number} time in ms */
export function newName(prefix, time) {
  const second = new Date(time).toISOString().slice(0, 19).replace(/[-:]/g, "");
  const random = crypto.getRandomValues(new Uint8Array(2));
  const digits = [...random].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return `${prefix}-${second}Z-${digits}`;
}

/** Split a text at the names in it, which come at the odd indexes. @param {string} text @param {string} [known] one more name */
export function splitAtNames(text, known) {
  const names = known ? `${known.replace(SPECIAL, "\\$&")}|${NAME}` : NAME;
  return text.split(new RegExp(`(${names})`));
}

/** Return the view, for a reader with this role (null: none). @param {Route} route @param {string | null} role @returns {View} */
export function viewOf({ parts: [place = "runs", name, action], query: { like } }, role) {
  if (place === "runs" && !name) return { view: "executions" };
  if (place === "runs" && !action) return { view: "execution", name };
  if (place === "schedule") return { view: "schedule" };
  const resumes = place === "runs" && action === "resume";
  if (!resumes && place !== "start") return { view: "missing" };
  if (role !== "operator") return { view: "forbidden", name, action: resumes ? "Resuming" : "Starting" };
  return resumes ? { view: "resume", name } : { view: "start", like };
}
