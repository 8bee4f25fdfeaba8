// The API: one function that calls it.

import { observe } from "../lib/clock.js";
import { Problem } from "./problem.js";
import { expire, learnEnvironment, learnRole, session } from "./session.js";

// The API's own path: this file is three folders below it.
const BASE = new URL("../../..", import.meta.url);
const TIMEOUT_MS = 35_000;

/**
 * Call the API; `path` is relative to it. Returns the document (null: still the one with this `etag`),
 * its ETag, when AWS was asked and its age at the answer (ms), and the caller's role. Throws a
 * Problem, or what `signal` aborts with.
 * @template {string} P @param {string} method @param {P} path @param {RequestOptions} options
 * @returns {Promise<Answer<P>>}
 */
export async function request(method, path, { body, etag, key, signal, token } = {}) {
  const bearer = token ?? session.value.token;
  /** @type {Record<string, string>} */
  const headers = { Accept: "application/json" };
  if (bearer) headers.Authorization = `Bearer ${bearer}`;
  if (body !== undefined) headers["Content-Type"] = "application/json";
  if (etag) headers["If-None-Match"] = etag;
  if (key) headers["Idempotency-Key"] = key;
  const sent = Date.now();
  let response;
  try {
    response = await fetch(new URL(path, BASE), {
      method,
      headers,
      body: body === undefined ? undefined : JSON.stringify(body),
      cache: "no-store",
      credentials: "omit",
      signal: withTimeout(signal),
    });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new Problem(0, "The API cannot be reached", { detail: navigator.onLine ? "" : "You are offline." });
  }
  const date = response.headers.get("Date");
  observe(date, sent, Date.now());
  const answered = Date.parse(date ?? "") || Date.now();
  const at = Date.parse(response.headers.get("X-As-Of") ?? "") || answered;
  const age = Math.max(0, answered - at);
  const own = bearer === session.value.token;
  if (response.status === 401 && own) expire();
  const role = response.headers.get("X-Role");
  if (role && own) learnRole(role);
  if (response.status === 304) return { document: /** @type {any} */ (null), etag, at, age, role };
  const document = await response.json().catch(() => null);
  if (!response.ok || document === null) throw problemOf(response, document);
  learnEnvironment(document);
  return { document, etag: response.headers.get("ETag"), at, age, role };
}

/** @param {AbortSignal} [signal] */
function withTimeout(signal) {
  const limit = AbortSignal.timeout(TIMEOUT_MS);
  return signal ? AbortSignal.any([signal, limit]) : limit;
}

/** @param {Response} response @param {any} document */
function problemOf({ status, headers }, document) {
  const retryAfter = Number(headers.get("Retry-After")) || null;
  if (!document?.title) return new Problem(status, `The API answered ${status}`, { retryAfter });
  return new Problem(status, document.title, { ...document, retryAfter });
}
