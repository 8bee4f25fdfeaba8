// What every view draws with: templates, in which values become text or attributes and never markup, and stores.

import * as hooks from "../vendor/hooks.mjs";
import htm from "../vendor/htm.mjs";
import * as preact from "../vendor/preact.mjs";

const { h, options, render } = /** @type {any} */ (preact);

export const html = /** @type {Html} */ (htm.bind(h));
export const { useEffect, useLayoutEffect, useRef, useState } = /** @type {Hooks} */ (hooks);
export { render };

// Controls, such as those that turn the text around, and what cannot be seen. An emoji may be coloured.
const HIDDEN = /(?!\r?\n|\t|(?<=\p{ExtPict})\ufe0f)[\p{Cc}\p{Cf}\p{Cs}\p{DI}\u2028\u2029\u2800]/gu;

/** Return a text in which characters that deceive are marks, such as \\u{202E}. @param {string} text */
export function visible(text) {
  return text.replace(HIDDEN, (found) => `\\u{${found.codePointAt(0)?.toString(16).toUpperCase()}}`);
}

// All that is drawn, so that no view can forget it: texts, and the attributes that are read.
options.vnode = (/** @type {any} */ node) => {
  if (typeof node.props === "string") node.props = visible(node.props);
  else if (typeof node.type === "string")
    for (const name of ["title", "aria-label"]) if (node.props[name]) node.props[name] = visible(node.props[name]);
};

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
