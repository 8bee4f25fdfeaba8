// What every view draws with: templates, in which values become text or attributes and never markup, and stores.

import * as hooks from "../vendor/hooks.mjs";
import htm from "../vendor/htm.mjs";
import { h, render } from "../vendor/preact.mjs";

export const html = /** @type {Html} */ (htm.bind(h));
export const { useEffect, useLayoutEffect, useRef, useState } = /** @type {Hooks} */ (hooks);
export { render };

/** Return a value that can be read, set and followed. @template T @param {T} value @returns {Store<T>} */
export function store(value) {
  /** @type {Set<(value: T) => void>} */
  const followers = new Set();
  return {
    get value() {
      return value;
    },
    set(next) {
      value = next;
      for (const follow of [...followers]) follow(value);
    },
    // Calls `follow` with every later value, until the returned function is called.
    follow(follow) {
      followers.add(follow);
      return () => followers.delete(follow);
    },
  };
}

/** Return a store's value, and draw again whenever it is another. @template T @param {Store<T>} followed @returns {T} */
export function useStore(followed) {
  const [value, setValue] = useState(followed.value);
  useEffect(() => {
    setValue(followed.value);
    return followed.follow(setValue);
  }, [followed]);
  return value;
}
