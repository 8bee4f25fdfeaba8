// Who is signed in, and in which environment. The token lives as long as the tab, and in no other place.

import { store, useStore } from "../lib/html.js";

const KEY = "refresh.session";
/** @type {Session} */
const NOBODY = { token: null, role: null, expired: false };

export const session = store(read());

/** Take a token that the API knows, and what it may do. @param {string} token @param {string | null} role */
export function signIn(token, role) {
  keep({ token, role, expired: false });
}

/** @param {string} role */
export function learnRole(role) {
  if (session.value.role !== role) keep({ ...session.value, role });
}

/** Drop a token that the API no longer accepts; what is on the screen stays. */
export function expire() {
  keep({ token: null, role: session.value.role, expired: true });
}

export function signOut() {
  keep(NOBODY);
}

/** @param {Session} value */
function keep(value) {
  try {
    if (value.token) sessionStorage.setItem(KEY, JSON.stringify(value));
    else sessionStorage.removeItem(KEY);
  } catch {
    // A browser that keeps nothing asks again after a reload.
  }
  session.set(value);
}

/** @returns {Session} */
function read() {
  try {
    return JSON.parse(sessionStorage.getItem(KEY) ?? "null") ?? NOBODY;
  } catch {
    return NOBODY;
  }
}

/** The environment's name; null: unknown. Before sign-in the API's health has it, later most documents. */
export const environment = store(/** @type {string | null} */ (null));

/** Learn the name from a document that has it. @param {{ environment?: string }} document */
export function learnEnvironment({ environment: name }) {
  if (name && name !== environment.value) environment.set(name);
}

/** Return whether this is production, which looks like no other environment. @param {string | null} name */
export function isProduction(name) {
  return /^prod/.test(name ?? "");
}

export function useEnvironment() {
  const name = useStore(environment);
  return { name, production: isProduction(name) };
}

/** Return " in dev" for a sentence, or nothing while the name is unknown. */
export function useHere() {
  const name = useStore(environment);
  return name ? ` in ${name}` : "";
}
