// The API: one function that asks it, and what it answers when it says no.

import { observe } from "../lib/clock.js";
import { learnEnvironment } from "./environment.js";
import { expire, learnRole, session } from "./session.js";

// This file is below the API's own path, whatever stage or domain that is.
const BASE = new URL("../../..", import.meta.url);
const PATIENCE_MS = 35_000;

/** An answer that is no success; `status` is 0 where there was none. */
export class Problem extends Error {
  constructor(status, title, detail = "", more = {}) {
    super(detail || title);
    this.status = status;
    this.title = title;
    this.detail = detail;
    this.fields = more.errors ?? [];
    this.holder = more.holder ?? null;
    this.requestId = more.request_id ?? null;
    this.retryAfter = more.retryAfter ?? null;
  }
}

/**
 * Ask the API; `path` is relative to it. Returns the document (null: it is as `etag` has it), its
 * ETag, and the server's second of the answer in ms. Throws a Problem, or what `signal` aborts with.
 */
export async function ask(method, path, { body, etag, key, signal, token } = {}) {
  const bearer = token ?? session.value.token;
  const headers = { Accept: "application/json" };
  if (bearer) headers.Authorization = `Bearer ${bearer}`;
  if (body !== undefined) headers["Content-Type"] = "application/json";
  if (etag) headers["If-None-Match"] = etag;
  if (key) headers["Idempotency-Key"] = key;
  const sent = Date.now();
  let answer;
  try {
    answer = await fetch(new URL(path, BASE), {
      method,
      headers,
      body: body === undefined ? undefined : JSON.stringify(body),
      cache: "no-store",
      credentials: "omit",
      signal: patient(signal),
    });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new Problem(0, "The API cannot be reached", navigator.onLine ? "" : "You are offline.");
  }
  observe(answer.headers.get("Date"), sent, Date.now());
  const at = Date.parse(answer.headers.get("Date") ?? "") || Date.now();
  if (answer.status === 401 && bearer === session.value.token) expire();
  const role = answer.headers.get("X-Role");
  if (role && bearer === session.value.token) learnRole(role);
  if (answer.status === 304) return { document: null, etag, at, role };
  const document = await answer.json().catch(() => null);
  if (!answer.ok || document === null) throw problemOf(answer, document);
  learnEnvironment(document);
  return { document, etag: answer.headers.get("ETag"), at, role };
}

function patient(signal) {
  const limit = AbortSignal.timeout(PATIENCE_MS);
  return signal ? AbortSignal.any([signal, limit]) : limit;
}

function problemOf(answer, document) {
  const retryAfter = Number(answer.headers.get("Retry-After")) || null;
  if (!document?.title) {
    return new Problem(answer.status, `The API answered ${answer.status}`, "", { retryAfter });
  }
  return new Problem(answer.status, document.title, document.detail, { ...document, retryAfter });
}
