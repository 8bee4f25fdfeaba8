// What went wrong with a request, and where.

/** An answer that is no success; `status` is 0 where there was none. */
export class Problem extends Error {
  /** @param {number} status @param {string} title @param {Partial<ProblemDetails>} details */
  constructor(status, title, { detail, errors = [], holder, request_id: requestId, retryAfter } = {}) {
    super(detail || title);
    this.status = status;
    this.title = title;
    this.detail = detail ?? "";
    this.fields = errors;
    this.holder = holder;
    this.requestId = requestId;
    this.retryAfter = retryAfter;
  }
}

/** Return what a problem says about the fields at or below these JSON pointers. @param {Problem | null} problem @param {...string} pointers */
export function fieldProblem(problem, ...pointers) {
  const found = (problem?.fields ?? []).filter(({ pointer: at }) =>
    pointers.some((pointer) => at === pointer || at.startsWith(`${pointer}/`)),
  );
  return found.map(({ message }) => message).join("; ") || null;
}

/** @param {Problem | null} problem @param {string} pointer */
export function exactProblem(problem, pointer) {
  return problem?.fields.find((field) => field.pointer === pointer)?.message ?? null;
}

/** Return the JSON pointer to a part of a body. @param {...string} parts */
export function pointerTo(...parts) {
  return parts.map((part) => `/${part.replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
}

/** Return what the holder of the lock is doing, as the rest of a sentence. @param {Holder} holder */
export function holderText({ requested_by: who, running }) {
  return `, started${who ? ` by ${who}` : ""}${running.length ? `, now at ${running.join(", ")}` : ""}.`;
}

/** Return why no newer data comes; null: nothing is wrong, or the reader has to sign in. @param {PollState} state */
export function interruptionOf({ problem, document }) {
  if (!problem || problem.status === 401) return null;
  if (!document) return "failed";
  return problem.status === 404 ? "unknown" : "outdated";
}

// The codes of RFC 6749, section 4.1.2.1.
const REFUSALS = new Map([
  ["access_denied", "The issuer denied you access."],
  ["invalid_request", "The issuer rejected the request as invalid."],
  ["invalid_scope", "The issuer rejected the requested scope."],
  ["server_error", "The issuer failed. Try again."],
  ["temporarily_unavailable", "The issuer is unavailable. Try again later."],
  ["unauthorized_client", "The issuer does not let this page sign you in."],
  ["unsupported_response_type", "The issuer does not support the code flow."],
]);

/** Return why the issuer let nobody in; what else came with the code may be anybody's words. @param {string} code */
export function refusalOf(code) {
  return REFUSALS.get(code) ?? "The issuer refused the sign-in.";
}

/** @param {any} error */
export function signInProblem({ status, title, detail, message }) {
  if (status === 401) return "Invalid token. It may have expired, or belong to another environment.";
  if (status === 403) return "This token has no role here, so it may not see the refreshes.";
  return title ? `${title}. ${detail}` : message;
}
