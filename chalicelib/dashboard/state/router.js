// Where the reader is: in the part of the URL after #, so that links can be shared and back works.

import { store } from "../lib/store.js";

export const route = store(read());
addEventListener("hashchange", () => route.set(read()));

/** Return the link to a place: `to("runs", "a-name", { step: "job2" })`. */
export function to(...given) {
  const last = given.at(-1);
  const query = typeof last === "object" ? given.pop() : {};
  const kept = Object.entries(query).filter(([, value]) => value);
  const path = given.map(encodeURIComponent).join("/");
  return `#/${path}${kept.length ? `?${new URLSearchParams(kept)}` : ""}`;
}

/** Go to a link; `replace` leaves no way back to where the reader is now. */
export function go(link, { replace = false } = {}) {
  if (replace) {
    history.replaceState(null, "", link);
    route.set(read());
  } else {
    location.hash = link;
  }
}

function read() {
  const [path, query = ""] = location.hash.replace(/^#\/?/, "").split("?");
  const parts = path.split("/").filter(Boolean).map(decoded);
  return { parts, query: Object.fromEntries(new URLSearchParams(query)) };
}

function decoded(part) {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
