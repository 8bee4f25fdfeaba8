"""The state machine's input and outcome, from the model of the input and from the definition."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import fields
from datetime import datetime, timezone
from typing import Any

from chalicelib.domain.execution import ExecutionDescription
from chalicelib.domain.execution_input import (
    API_WORDS,
    ExecutionInput,
    Trigger,
    input_document,
    parse_input,
)
from chalicelib.domain.statuses import ExecutionStatus
from chalicelib.domain.text import duration
from local.deployment import read_deployment
from tools.markdown import table

# Names of what a definition uses, where nothing has to be there.
PLACEHOLDERS = ("arn:topic", "lock", "https://refresh.example.com")

INPUT: Mapping[str, tuple[str, str]] = {
    "overrides": ("object of objects", "Job arguments by step key. They win over the configured."),
    "skip": ("object of true or false", "The steps that are not run: those with `true`."),
    "trigger": ("text", f"What started it: {', '.join(f'`{word}`' for word in Trigger)}."),
    "requested_by": ("text", "Who asked for it. The mail has it."),
    "reason": ("text", "Why. The mail has it."),
    "resumed_from": ("text", "The execution that this one resumes."),
    "completed_in": (
        "object of texts",
        "By step key, the execution that completed a skipped step.",
    ),
}
EXAMPLE = ExecutionInput(
    overrides={"job2": {"--SNAPSHOT_DT": "2026-11-01"}},
    skip=("job1",),
    trigger=Trigger.RESUME,
    requested_by="token:night shift",
    reason="the snapshot is there",
    resumed_from="manual-20261101T020000Z-3f9a",
    completed_in={"job1": "manual-20261101T020000Z-3f9a"},
)

# When the state machine fails with an error, and whether a resume helps.
ERRORS: Mapping[str, tuple[str, str]] = {
    "RefreshFailed": (
        "A step failed for good. The other steps of its stage have ended, too.",
        "Resume it.",
    ),
    "RefreshLockLost": (
        "Another execution took the lock while this one ran, for example after a redrive.",
        "Wait for the other one, then resume this one.",
    ),
    "RefreshAlreadyRunning": (
        "Another execution held the lock. No step was run.",
        "Start it again later.",
    ),
    "RefreshInputInvalid": (
        "The input has a word of the API or a wrong form. No step was run.",
        "Correct the input and start it again.",
    ),
}
# What the definition takes from the data of a state.
CAUSES: Mapping[str, str] = {
    "$.summary.text": "Each failed step with its reason, separated by `; `.",
    "$.lock.Item.holder.S": "The ARN of the execution that holds the lock.",
}


def generated() -> str:
    """Return the tables of the input, the ends and the retries."""
    definition = read_deployment().definition(*PLACEHOLDERS)
    bound = duration(definition["TimeoutSeconds"])
    return "\n".join(
        [
            *("## Input", "", *table(("Field", "Type", "Description"), _input())),
            "For example, the input of a resume:",
            "",
            *("```json", json.dumps(input_document(EXAMPLE), indent=2), "```", ""),
            f"The words of the API are refused: {', '.join(f'`{word}`' for word in API_WORDS)}.",
            "",
            *("## Outcome", ""),
            f"The output of a success is `{{}}`. A refresh may take {bound}.",
            "`execution_timeout_seconds` sets another limit.",
            "",
            *table(("Status", "`error`", "`outcome`", "When", "What to do"), _ends(definition)),
            *("### Causes", "", *table(("`error`", "`cause`"), _causes(definition))),
            *("## Retries of a step", ""),
            "Each row counts its own attempts. The first row that names the error applies.",
            "",
            *table(
                ("Errors", "Retries", "First wait", "Growth", "Longest wait"), _retries(definition)
            ),
        ]
    )


def _input() -> Iterator[tuple[str, str, str]]:
    names = [field.name for field in fields(ExecutionInput) if field.name != "unreadable"]
    if unknown := {*names} ^ {*INPUT}:
        raise ValueError(f"the input has other fields: {unknown}")
    yield from ((f"`{name}`", *INPUT[name]) for name in names)


def _ends(definition: Mapping[str, Any]) -> Iterator[tuple[str, ...]]:
    yield (
        *("`SUCCEEDED`", "none", f"`{_outcome(ExecutionStatus.SUCCEEDED)}`"),
        *("Every step succeeded or was skipped.", "Nothing."),
    )
    named = {state["Error"] for state in _failing(definition)}
    if unknown := named ^ {*ERRORS}:
        raise ValueError(f"the definition has other errors: {unknown}")
    for error, (when, advice) in ERRORS.items():
        outcome = _outcome(ExecutionStatus.FAILED, error)
        yield "`FAILED`", f"`{error}`", f"`{outcome}`", when, advice
    yield (
        *("`FAILED`", "`States.Runtime` and others", f"`{_outcome(ExecutionStatus.FAILED)}`"),
        *("The state machine itself failed.", "Read `message` of the execution, then resume it."),
    )
    yield (
        *("`ABORTED`", "whatever the caller gave", f"`{_outcome(ExecutionStatus.ABORTED)}`"),
        *("Somebody stopped it. The API gives `StoppedByOperator`.", "Resume it if needed."),
    )
    yield (
        *("`TIMED_OUT`", "none", f"`{_outcome(ExecutionStatus.TIMED_OUT)}`"),
        "It took too long. Step Functions gives no error and no cause.",
        "Stop it: its Glue runs may go on. Then resume it.",
    )


def _outcome(status: ExecutionStatus, error: str | None = None) -> str | None:
    any_time = datetime(2026, 11, 1, tzinfo=timezone.utc)
    return ExecutionDescription("any", status, any_time, any_time, parse_input("{}"), error).outcome


def _causes(definition: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for state in _failing(definition):
        cause = f"`{state['Cause']}`" if "Cause" in state else CAUSES[state["CausePath"]]
        yield f"`{state['Error']}`", cause


def _failing(definition: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return [state for state in definition["States"].values() if state["Type"] == "Fail"]


def _retries(definition: Mapping[str, Any]) -> Iterator[tuple[str, ...]]:
    """Yield the retriers of any step: they differ in the pipeline's values alone."""
    stage = read_deployment().pipeline.stages[0]
    task = definition["States"][stage.name]["Branches"][0]["States"][stage.steps[0].state]
    for retrier in task["Retry"]:
        errors = ", ".join(f"`{error}`" for error in retrier["ErrorEquals"])
        if not retrier["MaxAttempts"]:
            yield errors, "none", "", "", ""
            continue
        jitter = ", with full jitter" if retrier.get("JitterStrategy") == "FULL" else ""
        if retrier["ErrorEquals"] == ["States.ALL"]:
            names = ("retry_attempts", "retry_interval_seconds", "retry_backoff_rate")
            yield (
                errors,
                *(f"`{name}` of the step" for name in names[:2]),
                f"`{names[2]}`{jitter}",
                "",
            )
        else:
            growth, longest = retrier["BackoffRate"], retrier.get("MaxDelaySeconds")
            yield (
                *(errors, str(retrier["MaxAttempts"]), duration(retrier["IntervalSeconds"])),
                f"{'none' if growth == 1 else f'times {growth}'}{jitter}",
                duration(longest) if longest else "",
            )
