// Looking again and again, as often as the API says, and no more.

import { ask } from "./api.js";
import { useEffect, useRef, useState } from "../lib/html.js";
import { session } from "./session.js";

const AT_LEAST_SECONDS = 1;
const FIRST_BACK_OFF_SECONDS = 5;
const LONGEST_BACK_OFF_SECONDS = 300;
// So much later than promised, and what is shown counts as old.
const LATE_SECONDS = 10;

const NOTHING = { document: null, at: 0, problem: null, pause: null, asking: false };

/** Asks for one path until it is stopped, one request at a time. */
export class Poll {
  #path;
  #options;
  #show;
  #state = NOTHING;
  #etag = null;
  #failures = 0;
  #revision = 0;
  #flight = null;
  #timer = null;
  #leave = [];

  /**
   * `show` gets every new state. `options.every` is for documents that do not say when to come back;
   * `options.outdated(given, known)` tells an answer that is older than what is known already.
   */
  constructor(path, show, options = {}) {
    this.#path = path;
    this.#show = show;
    this.#options = options;
  }

  start() {
    // What the API has asked for counts, whoever comes back.
    const wake = () => (this.#state.problem?.retryAfter ? this.#wait() : this.look());
    document.addEventListener("visibilitychange", wake);
    addEventListener("online", wake);
    this.#leave = [
      () => document.removeEventListener("visibilitychange", wake),
      () => removeEventListener("online", wake),
      session.follow(({ token }) => token && wake()),
    ];
    this.look();
  }

  stop() {
    this.#leave.forEach((leave) => leave());
    clearTimeout(this.#timer);
    this.#flight?.abort();
    this.#revision = NaN;
  }

  /** Take a document that came another way and is newer than all that is under way. */
  put(document, at) {
    this.#revision += 1;
    this.#etag = null;
    this.#accept(document, at);
    this.#wait();
  }

  /** Ask now, unless a request is under way, nobody looks, or nothing will change any more. */
  async look() {
    const over = this.#state.document && this.#pause() === null && !this.#state.problem;
    if (this.#flight || document.hidden || over || !session.value.token) return;
    clearTimeout(this.#timer);
    const revision = this.#revision;
    this.#flight = new AbortController();
    this.#set({ asking: true });
    try {
      const { signal } = this.#flight;
      const answer = await ask("GET", this.#path, { etag: this.#etag, signal });
      // Late: it was replaced, or the view has gone.
      if (revision !== this.#revision) return;
      if (answer.document) this.#etag = answer.etag;
      this.#accept(answer.document ?? this.#state.document, answer.at);
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

  #accept(document, at) {
    this.#failures = 0;
    const known = this.#state.document;
    const older = at < this.#state.at || (known && this.#options.outdated?.(document, known));
    if (older) {
      this.#etag = null;
      this.#set({ problem: null });
    } else {
      this.#set({ document, at, problem: null, pause: pauseOf(document, this.#options.every) });
    }
  }

  #wait() {
    clearTimeout(this.#timer);
    const pause = this.#pause();
    if (pause !== null && !document.hidden) {
      this.#timer = setTimeout(() => this.look(), pause * 1000);
    }
  }

  #pause() {
    const usual = this.#state.document ? this.#state.pause : FIRST_BACK_OFF_SECONDS;
    if (!this.#failures) return usual === null ? null : Math.max(usual, AT_LEAST_SECONDS);
    const backOff = Math.max(usual ?? 0, FIRST_BACK_OFF_SECONDS) * 2 ** (this.#failures - 1);
    const asked = this.#state.problem?.retryAfter ?? 0;
    return Math.max(Math.min(backOff, LONGEST_BACK_OFF_SECONDS), asked);
  }

  #set(change) {
    this.#state = { ...this.#state, ...change };
    this.#show(this.#state);
  }
}

/** Return what is known of a path now, and the Poll that keeps it so. */
export function usePoll(path, options) {
  const [state, setState] = useState({ path, ...NOTHING });
  const poll = useRef(null);
  useEffect(() => {
    setState({ path, ...NOTHING });
    poll.current = new Poll(path, (next) => setState({ path, ...next }), options);
    poll.current.start();
    return () => poll.current.stop();
  }, [path]);
  // Until the effect has run, the state is still another path's.
  return [state.path === path ? state : NOTHING, poll];
}

/** Return whether what is shown may no longer be so at this time (ms). */
export function isStale({ document, at, pause, problem }, time) {
  if (!document || pause === null) return false;
  return Boolean(problem) || time - at > (3 * pause + LATE_SECONDS) * 1000;
}

function pauseOf(document, every) {
  const told = document.poll_after_seconds;
  return told === undefined ? (every ?? null) : told;
}
