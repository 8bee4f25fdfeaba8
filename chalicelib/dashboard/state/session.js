// Who is signed in. The token lives as long as the tab, and in no other place.

import { store } from "../lib/store.js";

const KEY = "refresh.session";
const NOBODY = { token: null, role: null, expired: false };

export const session = store(read());

/** Take a token that the API knows, and what it may do. */
export function signIn(token, role) {
  keep({ token, role, expired: false });
}

/** Note the role that an answer told. */
export function learnRole(role) {
  if (session.value.role !== role) keep({ ...session.value, role });
}

/** The API no longer knows the token: ask for another, and keep what is on the screen. */
export function expire() {
  keep({ token: null, role: session.value.role, expired: true });
}

/** Forget everything. */
export function signOut() {
  keep(NOBODY);
}

function keep(value) {
  try {
    if (value.token) sessionStorage.setItem(KEY, JSON.stringify(value));
    else sessionStorage.removeItem(KEY);
  } catch {
    // A browser that keeps nothing asks again after a reload.
  }
  session.set(value);
}

function read() {
  try {
    return JSON.parse(sessionStorage.getItem(KEY)) ?? NOBODY;
  } catch {
    return NOBODY;
  }
}
