// Asking again and again, as often as the API says, and no more.

import { count } from "../lib/format.js";
import { useEffect, useRef, useState } from "../lib/html.js";
import { request } from "./api.js";
import { session } from "./session.js";

const MIN_PAUSE_SECONDS = 1;
const FIRST_BACK_OFF_SECONDS = 5;
const MAX_BACK_OFF_SECONDS = 300;
// An answer may be so late before the data is stale.
const LATE_SECONDS = 10;
// An answer is older only where AWS cannot be asked.
const UNASKED_SECONDS = 30;

/** @type {PollState<any>} */
const NOTHING = { document: null, at: 0, age: 0, problem: null, pause: null, asking: false };

/** Asks for one path until it is stopped, one request at a time. */
export class Poll {
  #path;
  #options;
  #show;
  #state = NOTHING;
  /** @type {string | null | undefined} */
  #etag = null;
  #failures = 0;
  #revision = 0;
  /** @type {AbortController | null} */
  #flight = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  /** @type {(() => void)[]} */
  #cleanUp = [];

  /**
   * `show` gets every new state. `options.every` is for documents that do not say when to come back;
   * `options.isOutdated(answer, known)` says whether an answer is older than what is known.
   * @param {string} path @param {(state: PollState<any>) => void} show @param {PollOptions} options
   */
  constructor(path, show, options = {}) {
    this.#path = path;
    this.#show = show;
    this.#options = options;
  }

  start() {
    // Retry-After counts, whoever comes back.
    const wake = () => (this.#state.problem?.retryAfter ? this.#wait() : this.poll());
    document.addEventListener("visibilitychange", wake);
    addEventListener("online", wake);
    this.#cleanUp = [
      () => document.removeEventListener("visibilitychange", wake),
      () => removeEventListener("online", wake),
      session.follow(({ token }) => token && wake()),
    ];
    this.poll();
  }

  stop() {
    this.#cleanUp.forEach((cleanUp) => cleanUp());
    clearTimeout(this.#timer);
    this.#flight?.abort();
    this.#revision = NaN;
  }

  /** Take a document that is newer than any answer under way. @param {any} document @param {number} at */
  put(document, at) {
    this.#revision += 1;
    this.#etag = null;
    this.#accept(document, at);
    this.#wait();
  }

  /** Ask now, unless a request is under way, nobody looks, or nothing will change. */
  async poll() {
    const final = this.#state.document && this.#pause() === null && !this.#state.problem;
    if (this.#flight || document.hidden || final || !session.value.token) return;
    clearTimeout(this.#timer);
    const revision = this.#revision;
    this.#flight = new AbortController();
    this.#set({ asking: true });
    try {
      const { signal } = this.#flight;
      const answer = await request("GET", this.#path, { etag: this.#etag, signal });
      // Too late: it was replaced, or the view has gone.
      if (revision !== this.#revision) return;
      if (answer.document) this.#etag = answer.etag;
      this.#accept(answer.document ?? this.#state.document, answer.at, answer.age);
    } catch (problem) {
      if (revision !== this.#revision) return;
      this.#failures += 1;
      this.#set({ problem });
    } finally {
      this.#flight = null;
      if (!Number.isNaN(this.#revision)) {
        this.#set({ asking: false });
        this.#wait();
      }
    }
  }

  /** @param {any} document @param {number} at @param {number} age */
  #accept(document, at, age = 0) {
    this.#failures = 0;
    const known = this.#state.document;
    const outdated = at < this.#state.at || (known && this.#options.isOutdated?.(document, known));
    if (outdated) {
      this.#etag = null;
      this.#set({ problem: null });
    } else {
      const { poll_after_seconds: pause = this.#options.every ?? null } = document;
      this.#set({ document, at, age, problem: null, pause });
    }
  }

  #wait() {
    clearTimeout(this.#timer);
    const pause = this.#pause();
    if (pause !== null && !document.hidden) {
      this.#timer = setTimeout(() => this.poll(), pause * 1000);
    }
  }

  #pause() {
    return pauseAfter(this.#state, this.#failures);
  }

  /** @param {Partial<PollState<any>>} change */
  #set(change) {
    this.#state = { ...this.#state, ...change };
    this.#show(this.#state);
  }
}

/** Return the seconds until the next request, after so many failures; null: there is none. @param {PollState} state @param {number} failures */
export function pauseAfter({ document, pause, problem }, failures) {
  const usual = document ? pause : FIRST_BACK_OFF_SECONDS;
  if (!failures) return usual === null ? null : Math.max(usual, MIN_PAUSE_SECONDS);
  const backOff = Math.max(usual ?? 0, FIRST_BACK_OFF_SECONDS) * 2 ** (failures - 1);
  return Math.max(Math.min(backOff, MAX_BACK_OFF_SECONDS), problem?.retryAfter ?? 0);
}

/**
 * Return what is known of a path now, and the Poll that keeps it so.
 * @template {string} P @param {P} path @param {PollOptions} [options]
 * @returns {[PollState<DocumentOf<P>>, { current: Poll }]}
 */
export function usePoll(path, options) {
  const [state, setState] = useState({ path, ...NOTHING });
  const poll = useRef(/** @type {any} */ (null));
  useEffect(() => {
    setState({ path, ...NOTHING });
    poll.current = new Poll(path, (next) => setState({ path, ...next }), options);
    poll.current.start();
    return () => poll.current.stop();
  }, [path]);
  // Until the effect has run, the state is still another path's.
  return [state.path === path ? state : NOTHING, poll];
}

/** Return whether the data is too old at this time (ms). @param {PollState} state @param {number} time */
export function isStale({ document, at, pause, problem }, time) {
  if (!document || pause === null) return false;
  return Boolean(problem) || time - at > (3 * pause + LATE_SECONDS) * 1000;
}

/** Return whether AWS could not be asked. @param {PollState} state */
export function isUnasked({ document, age, pause, problem }) {
  return Boolean(document) && pause !== null && !problem && age > UNASKED_SECONDS * 1000;
}

/** @param {PollState} state */
export function isFinal({ pause, problem }) {
  return pause === null && !problem;
}

/** Return how old the data is, such as "Updated 3 s ago". @param {PollState} state @param {number} time in ms */
export function freshnessOf(state, time) {
  if (isFinal(state)) return "Final";
  const seconds = Math.max(0, Math.round((time - state.at) / 1000));
  const age = seconds < 60 ? `${seconds} s` : count(Math.round(seconds / 60), "minute");
  return `${isStale(state, time) ? "Out of date: updated" : "Updated"} ${age} ago`;
}
