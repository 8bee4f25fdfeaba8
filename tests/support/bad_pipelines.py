"""Pipelines with something wrong, each with words of what has to be told of it."""

STEP = "{key: load, title: Load, job: loader}"
DEFAULTS = (
    "step_defaults: {timeout_seconds: 60, retry_attempts: 1, retry_interval_seconds: 1, "
    "retry_backoff_rate: 1}"
)


def pipeline(*steps: str, name: str = "first", more: str = "", defaults: str = DEFAULTS) -> str:
    """Return a pipeline of one stage."""
    lines = "".join(f"      - {step}\n" for step in steps)
    return f"{defaults}\nstages:\n  - name: {name}\n    steps:\n{lines}{more}"


def with_step(step: str) -> str:
    """Return a pipeline whose second step is this one."""
    return pipeline(STEP, step)


SECOND = f"  - name: second\n    steps:\n      - {STEP.replace('load', 'save')}\n"

BAD_PIPELINES = {
    "no-stages": (DEFAULTS, "the pipeline: stages is a list of one stage or more"),
    "empty-stages": (f"{DEFAULTS}\nstages: []", "stages is a list of one stage or more"),
    "stages-by-name": (f"{DEFAULTS}\nstages: {{a: {{}}}}", "stages is a list of one stage or more"),
    "stages-of-text": (f"{DEFAULTS}\nstages: all", "stages is a list of one stage or more"),
    "unknown-field": (
        pipeline(STEP, more="timeout: 5\n"),
        "the pipeline: timeout is no field; there are step_defaults, stages",
    ),
    "defaults-of-text": (
        pipeline(STEP, defaults="step_defaults: 60"),
        "step_defaults is a mapping",
    ),
    "unknown-default": (
        pipeline(STEP, defaults=DEFAULTS.replace("retry_attempts", "retries")),
        "step_defaults: retries is no field",
    ),
    "wrong-default": (
        pipeline(STEP, defaults=DEFAULTS.replace("60", "0")),
        "step_defaults: timeout_seconds is a whole number of seconds from 1",
    ),
    "missing-setting": (
        pipeline(STEP, defaults="step_defaults: {retry_attempts: 1, retry_backoff_rate: 1}"),
        "timeout_seconds is missing, here and in step_defaults",
    ),
    "stage-of-text": (f"{DEFAULTS}\nstages: [split]", "stage 1 (without a name): name is"),
    "stage-without-name": (pipeline(STEP, name=""), "stage 1 (without a name): name is 1 to 60"),
    "stage-with-odd-name": (pipeline(STEP, name='"a/b"'), "stage 1 (a/b): name is 1 to 60"),
    "stage-with-number": (pipeline(STEP, name="5"), "stage 1 (5): name is 1 to 60"),
    "stage-with-unknown-field": (
        pipeline(STEP, more="    title: First\n"),
        "stage 1 (first): title is no field; there are name, steps",
    ),
    "empty-stage": (
        pipeline(STEP, more="  - {name: second, steps: []}\n"),
        "stage 2 (second): steps",
    ),
    "stage-without-steps": (
        pipeline(STEP, more="  - {name: second}\n"),
        "stage 2 (second): steps is",
    ),
    "steps-by-key": (
        f"{DEFAULTS}\nstages:\n  - name: first\n    steps: {{load: {{title: Load, job: loader}}}}",
        "stage 1 (first): steps is a list of one step or more",
    ),
    "stage-twice": (
        pipeline(STEP, name="second", more=SECOND),
        "stage 2 (second): name is taken, by another stage, a step or a state around them",
    ),
    "stage-like-our-state": (
        pipeline(STEP, name="Notify success"),
        "(Notify success): name is taken",
    ),
    "stage-like-a-shared-state": (pipeline(STEP, name="List the steps"), "name is taken"),
    "stage-like-an-inner-state": (pipeline(STEP, name="Look for runs"), "name is taken"),
    "stage-like-a-stages-state": (
        pipeline(STEP, name="Keep the lock for second", more=SECOND),
        "stage 1 (Keep the lock for second): name is taken",
    ),
    "stage-like-a-step": (pipeline(STEP, name="load-load"), "stage 1 (load-load): name is taken"),
    "nine-steps": (
        pipeline(*(STEP.replace("load,", f"load{n},") for n in range(9))),
        "stage 1 (first): steps has 9 steps; a stage has at most 8",
    ),
    "key-twice": (
        pipeline(STEP, more=f"  - name: second\n    steps:\n      - {STEP}\n"),
        'stage 2 (second), step 1 {"job":"loader","key":"load","title":"Load"}: key is taken',
    ),
    "key-with-hyphen": (with_step("{key: a-b, title: A, job: j}"), "key is up to 24 lower-case"),
    "key-with-capital": (with_step("{key: Job, title: A, job: j}"), "key is up to 24 lower-case"),
    "key-that-yaml-reads-as-truth": (with_step("{key: yes, title: A, job: j}"), "key is up to 24"),
    "key-is-number": (with_step("{key: 7, title: A, job: j}"), "key is up to 24 lower-case"),
    "key-is-null": (with_step("{key: , title: A, job: j}"), "key is up to 24 lower-case"),
    "step-without-key": (with_step("{title: A, job: j}"), "key is up to 24 lower-case letters"),
    "step-without-title": (
        with_step("{key: a, job: j}"),
        "title is 1 to 50 characters on one line",
    ),
    "long-title": (with_step(f"{{key: a, title: {'A' * 51}, job: j}}"), "title is 1 to 50"),
    "title-of-two-lines": (with_step('{key: a, title: "A\\nB", job: j}'), "title is 1 to 50"),
    "step-without-job": (with_step("{key: a, title: A}"), "job is up to 50 letters, digits"),
    "job-with-space": (with_step("{key: a, title: A, job: a b}"), "job is up to 50 letters"),
    "step-of-text": (with_step("load"), 'step 2 "load": key is up to 24'),
    "step-with-unknown-field": (
        with_step("{key: a, title: A, job: j, timeout: 5}"),
        "timeout is no field; there are key, title, job, arguments, retry_attempts",
    ),
    "timeout-of-zero": (
        with_step("{key: a, title: A, job: j, timeout_seconds: 0}"),
        "timeout_seconds is a whole number of seconds from 1 to 99999999",
    ),
    "timeout-of-a-fraction": (
        with_step("{key: a, title: A, job: j, timeout_seconds: 1.5}"),
        "timeout_seconds is a whole number of seconds",
    ),
    "timeout-of-text": (
        with_step('{key: a, title: A, job: j, timeout_seconds: "60"}'),
        "timeout_seconds is a whole number of seconds",
    ),
    "timeout-of-null": (
        with_step("{key: a, title: A, job: j, timeout_seconds: }"),
        "timeout_seconds is a whole number of seconds",
    ),
    "timeout-too-long": (
        with_step("{key: a, title: A, job: j, timeout_seconds: 1e8}"),
        "timeout_seconds is a whole number of seconds",
    ),
    "attempts-below-zero": (
        with_step("{key: a, title: A, job: j, retry_attempts: -1}"),
        "retry_attempts is a whole number from 0 (no retry)",
    ),
    "interval-of-truth": (
        with_step("{key: a, title: A, job: j, retry_interval_seconds: on}"),
        "retry_interval_seconds is a whole number of seconds",
    ),
    "back-off-below-one": (
        with_step("{key: a, title: A, job: j, retry_backoff_rate: 0.5}"),
        "retry_backoff_rate is a number from 1",
    ),
    "arguments-as-list": (
        with_step("{key: a, title: A, job: j, arguments: [--A]}"),
        "arguments is a mapping of names to texts",
    ),
    "argument-without-hyphens": (
        with_step("{key: a, title: A, job: j, arguments: {DATE: x}}"),
        "arguments: the name DATE begins with --",
    ),
    "argument-that-is-a-path": (
        with_step("{key: a, title: A, job: j, arguments: {--A.$: $.x}}"),
        "arguments: the name --A.$ begins with --",
    ),
    "argument-of-a-number": (
        with_step("{key: a, title: A <b> & c, job: j, arguments: {--MAX: 100}}"),
        "arguments: --MAX is a text in quotes",
    ),
    "argument-of-a-date": (
        with_step("{key: a, title: A, job: j, arguments: {--DATE: 2026-11-01}}"),
        "arguments: --DATE is a text in quotes",
    ),
    "argument-of-nothing": (
        with_step("{key: a, title: A, job: j, arguments: {--DATE: }}"),
        "arguments: --DATE is a text in quotes",
    ),
    "argument-of-a-time": (
        with_step("{key: a, title: A, job: j, arguments: {--SINCE: 2026-11-01 9:00:00}}"),
        "arguments: --SINCE is a text in quotes",
    ),
    "name-with-a-line-break": (pipeline(STEP, name='"first\\n"'), "name is 1 to 60 letters"),
    "key-with-a-line-break": (with_step('{key: "a\\n", title: A, job: j}'), "key is up to 24"),
    "title-with-a-line-break": (with_step('{key: a, title: "A\\n", job: j}'), "title is 1 to 50"),
    "stage-like-the-end-of-a-step": (
        pipeline(STEP, name="load failed"),
        "stage 1 (load failed): name is taken",
    ),
    "stage-like-a-slug-of-odd-letters": (
        pipeline(
            STEP.replace("title: Load", "title: Cafe\u0301 \u0130stanbul"), name="load-caf-istanbul"
        ),
        "name is taken",
    ),
    "several": (
        pipeline("{key: A, title: 'é ü', job: 5}", name="a b", more="  - {name: a b, stps: []}\n"),
        "stage 2 (a b): stps is no field",
    ),
}
