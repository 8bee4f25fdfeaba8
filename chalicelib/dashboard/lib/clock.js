// The server's time. The viewer's clock only tells how much of it has passed.

import { useEffect, useState } from "./html.js";

let earliest = -Infinity;
let latest = Infinity;

/** Learn from an answer's Date header; the other times are of the viewer's clock, in ms. @param {string | null} date @param {number} sent @param {number} received */
export function observe(date, sent, received) {
  const second = Date.parse(date ?? "");
  if (Number.isNaN(second)) return;
  // The header has whole seconds, so each answer bounds the difference of the clocks.
  earliest = Math.max(earliest, second - received);
  latest = Math.min(latest, second + 1000 - sent);
  if (earliest > latest) {
    // One of the clocks was set meanwhile.
    earliest = second - received;
    latest = second + 1000 - sent;
  }
}

export function now() {
  const known = Number.isFinite(earliest) && Number.isFinite(latest);
  return Date.now() + (known ? (earliest + latest) / 2 : 0);
}

/** Return the server's time, and draw again every second while it matters. @param {boolean} ticking */
export function useNow(ticking) {
  const [, tick] = useState(0);
  useEffect(() => {
    if (!ticking) return undefined;
    const timer = setInterval(() => tick((ticks) => ticks + 1), 1000);
    return () => clearInterval(timer);
  }, [ticking]);
  return now();
}
