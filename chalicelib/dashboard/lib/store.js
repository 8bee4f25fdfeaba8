// Values that views follow.

import { useEffect, useState } from "./html.js";

/** Return a value that can be read, set and followed. */
export function store(value) {
  const followers = new Set();
  return {
    get value() {
      return value;
    },
    set(next) {
      value = next;
      for (const follow of [...followers]) follow(value);
    },
    /** Call `follow` with every later value, until the function that is returned is called. */
    follow(follow) {
      followers.add(follow);
      return () => followers.delete(follow);
    },
  };
}

/** Return a store's value, and draw again whenever it is another. */
export function useStore(followed) {
  const [value, setValue] = useState(followed.value);
  useEffect(() => {
    setValue(followed.value);
    return followed.follow(setValue);
  }, [followed]);
  return value;
}
