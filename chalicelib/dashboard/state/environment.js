// Which deployment this page is of.

import { store, useStore } from "../lib/store.js";

// Before sign-in the API's health tells it, and then every document that has it.
export const environment = store(null);

/** Learn it from a document, if that tells it. */
export function learnEnvironment(document) {
  if (document?.environment && document.environment !== environment.value) {
    environment.set(document.environment);
  }
}

/** Return its name (null: not known yet) and whether it is production, which looks like no other. */
export function useEnvironment() {
  const name = useStore(environment);
  return { name, production: /^prod/.test(name ?? "") };
}

/** Return " in dev" for a sentence, or nothing while it is not known. */
export function useHere() {
  const { name } = useEnvironment();
  return name ? ` in ${name}` : "";
}
