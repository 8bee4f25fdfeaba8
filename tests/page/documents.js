// Documents of the API, of a pipeline of three steps in two stages.

export const PIPELINE = /** @type {Pipeline} */ ({
  environment: "dev",
  stages: [
    {
      name: "split",
      steps: [pipelineStep("job1", { "--SNAPSHOT_DT": "", "--DATABASE": "raw" }), pipelineStep("job2")],
    },
    { name: "report", steps: [pipelineStep("job3")] },
  ],
});

/** @param {string} key @param {Record<string, string>} defaults @returns {PipelineStep} */
function pipelineStep(key, defaults = {}) {
  const retry = { max_attempts: 1, interval_seconds: 60, backoff_rate: 2 };
  const throttled = { ...retry, errors: ["Glue.ThrottlingException"], max_attempts: 5 };
  return {
    key,
    title: `The ${key}`,
    job_name: `glue-${key}`,
    defaults,
    timeout_seconds: 3600,
    retries: [throttled, { ...retry, errors: ["States.ALL"] }],
  };
}

/** A step that succeeded within a minute. @param {string} key @param {Partial<Step>} fields @returns {Step} */
export function step(key, fields = {}) {
  return {
    key,
    title: `The ${key}`,
    status: "SUCCEEDED",
    completed_in: null,
    stage: key === "job3" ? "report" : "split",
    job_name: `glue-${key}`,
    job_run_id: "jr_1",
    arguments: {},
    started_at: "2026-11-01T06:00:00Z",
    stopped_at: "2026-11-01T06:01:00Z",
    duration_seconds: 60,
    message: null,
    attempts: [],
    ...fields,
  };
}

/** @param {number} number @param {Partial<Step["attempts"][number]>} fields @returns {Step["attempts"][number]} */
export function attempt(number, fields) {
  const times = { started_at: "2026-11-01T06:00:00Z", stopped_at: null };
  return { number, status: "RUNNING", ...times, job_run_id: `jr_${number}`, error: null, message: null, ...fields };
}

/** An execution that succeeded. @param {Partial<Execution>} fields @returns {Execution} */
export function execution(fields = {}) {
  const steps = fields.steps ?? [step("job1"), step("job2"), step("job3")];
  const of = (/** @type {string} */ status) => steps.filter((one) => one.status === status).map(({ key }) => key);
  return {
    name: "manual-20261101T060000Z-0a1b",
    status: "SUCCEEDED",
    outcome: "SUCCEEDED",
    trigger: "api",
    as_of: "2026-11-01T06:03:01Z",
    started_at: "2026-11-01T06:00:00Z",
    stopped_at: "2026-11-01T06:03:00Z",
    duration_seconds: 180,
    requested_by: "someone",
    reason: null,
    overridden: [],
    resumed_from: null,
    resumed_by: null,
    superseded_by: null,
    progress: {
      done: of("SUCCEEDED").length,
      skipped: of("SKIPPED").length,
      total: steps.length,
      running: of("RUNNING"),
      failed: of("FAILED"),
    },
    error: null,
    message: null,
    environment: "dev",
    lineage: [],
    input: { overrides: {}, skip: [], unreadable: {} },
    waiting_for: [],
    poll_after_seconds: null,
    ...fields,
    steps,
  };
}

/** An execution that goes on. @param {Partial<Execution>} fields */
export function running(fields = {}) {
  return execution({ status: "RUNNING", outcome: null, stopped_at: null, poll_after_seconds: 5, ...fields });
}

/** One that failed in job3. @param {Partial<Execution>} fields */
export function failed(fields = {}) {
  const steps = [step("job1"), step("job2"), step("job3", { status: "FAILED" })];
  return execution({ status: "FAILED", outcome: "FAILED", error: "RefreshFailed", steps, ...fields });
}
