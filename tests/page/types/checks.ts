// What the types are for. It is compiled and never run.

import { resumeBody, startBody } from "../../../chalicelib/dashboard/state/form.js";

declare const form: Form;
declare const execution: Execution;

// The forms make bodies that the API takes.
export const start: StartBody = startBody(form, "manual-20261101T060000Z-0a1b");
export const resume: ResumeBody = resumeBody(form);

// @ts-expect-error: the API does not send this field
export const missing = execution.expected_end;
// @ts-expect-error: nor takes this one
export const wrong: StartBody = { because: "late" };
