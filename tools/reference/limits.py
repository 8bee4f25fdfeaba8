"""The limits of a refresh and of the API, each with its value and where the code enforces it."""

import runpy
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from chalicelib.domain.text import duration, listed
from local.deployment import read_deployment
from local.module import MODULE, load
from tools.markdown import table

ROOT = Path(__file__).parent.parent.parent
RULES = load((MODULE / "pipeline_rules.yaml").read_text())
NAMES = load((MODULE / "name_rules.yaml").read_text())
ORCHESTRATION = "terraform/modules/orchestration"
CONSTANTS = load((Path(__file__).parent / "limits.yaml").read_text())
KIB = 1024
SECONDS_PER_DAY = 24 * 3600


@dataclass(frozen=True)
class Limit:
    """One limit: what it bounds, its value, why it is so, and the file that has it."""

    what: str
    value: str
    why: str
    file: str


def of_constants(group: str) -> list[Limit]:
    """Return the limits of a group that constants of the code set."""
    return [
        Limit(
            entry["what"],
            in_words(constant(entry["constant"]), entry["unit"]),
            entry["why"],
            entry["constant"].partition(":")[0],
        )
        for entry in CONSTANTS[group]
    ]


def constant(name: str) -> float:
    """Return a constant as its file has it, also where a test has changed it in the module.

    A time is in seconds.
    """
    file, _, own = name.partition(":")
    value: float | timedelta = runpy.run_path(str(ROOT / file))[own]
    return value.total_seconds() if isinstance(value, timedelta) else value


def in_words(value: float, unit: str) -> str:
    """Return a value with its unit; bytes in KiB, seconds in the largest unit that divides them.

    More than two days are in days, and the rest in its own unit.
    """
    if unit == "bytes":
        return f"{value / KIB:g} KiB"
    if unit == "seconds":
        days, rest = divmod(int(value), SECONDS_PER_DAY)
        if days < 2:
            return duration(int(value))
        return listed([f"{days} days", *([duration(rest)] if rest else [])])
    return f"{value:,} {unit}"


def of_definition() -> list[Limit]:
    """Return the limits of an execution that the state machine sets."""
    definition = read_deployment().definition("arn:topic", "lock", "https://refresh.example.com")
    room = _room(definition)
    return [
        Limit(
            "Refreshes at a time",
            "1",
            "Two would write the same tables. [Why a lock](lock-and-resume.md) has more.",
            f"{ORCHESTRATION}/refresh.asl.yaml",
        ),
        Limit(
            "Time of a refresh",
            duration(definition["TimeoutSeconds"]),
            "`execution_timeout_seconds` sets another one.",
            f"{ORCHESTRATION}/resources.yaml",
        ),
        Limit(
            "Wait of a step for room in Glue",
            duration(room["MaxAttempts"] * room["IntervalSeconds"]),
            f"The job or the account is at its limit. After {room['MaxAttempts']} waits the step "
            "fails.",
            f"{ORCHESTRATION}/step.asl.yaml",
        ),
    ]


def _room(definition: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the retrier that waits for room in Glue; all steps have the same."""
    stage = read_deployment().pipeline.stages[0]
    task = definition["States"][stage.name]["Branches"][0]["States"][stage.steps[0].state]
    (room,) = (
        retrier
        for retrier in task["Retry"]
        if "Glue.ConcurrentRunsExceededException" in retrier["ErrorEquals"]
    )
    found: Mapping[str, Any] = room
    return found


def of_pipelines() -> list[Limit]:
    """Return the limits of a pipeline, and of names. The rule of each field has a page."""
    return [
        Limit(
            "Steps of a stage",
            f"{RULES['most_steps_in_a_stage']} steps",
            "The failures of all of them must fit into a state and into a cause.",
            f"{ORCHESTRATION}/pipeline_rules.yaml",
        ),
        Limit(
            "Name of an environment",
            f"`{NAMES['environment']}`",
            "It is part of the name of every resource.",
            f"{ORCHESTRATION}/name_rules.yaml",
        ),
    ]


# Nine events a minute: a call has five, and the Choice and the Wait after it have two each.
TAKEOVER = (
    "The waits of a step are bounded. While a takeover waits, each job whose run goes on adds 9 "
    "events a minute. So there is room for 23 hours of two such jobs, and for more of one."
)
QUOTAS = "https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html"
# What AWS limits, and what the project does about it.
OF_AWS = (
    (
        "Events of an execution",
        "25,000",
        TAKEOVER,
    ),
    (
        "Time that Step Functions keeps an ended execution",
        "90 days",
        "[The record](record-and-polling.md) stays. After this time a name can be used again.",
    ),
    (
        "Cause of an execution",
        "32,768 characters",
        "A message of more than 2 KiB is left out of the cause, and shown with its step.",
    ),
    (
        "Calls of `StartExecution`, `DescribeExecution` and `GetExecutionHistory` in a second",
        "300, 15 and 20",
        "The API caches what it reads. A 429 says when AWS throttles.",
    ),
    (
        "Concurrent runs of a Glue job",
        "1, unless `MaxConcurrentRuns` of the job says otherwise",
        "Two steps that share the job wait for each other. The preflight warns.",
    ),
)


def generated() -> str:
    """Return the tables of all limits."""
    heads = ("What", "Limit", "Why, or what follows", "In the code")
    groups = {
        "Executions": [*of_definition(), *of_constants("Executions")],
        "Pipelines": of_pipelines(),
        "Requests": of_constants("Requests"),
        "Reading": of_constants("Reading"),
        "The snapshot": of_constants("The snapshot"),
        "The keeper": of_constants("The keeper"),
    }
    return "\n".join(
        [
            *(
                line
                for title, limits in groups.items()
                for line in (f"## {title}", "", *table(heads, map(_row, limits)))
            ),
            *("## Quotas of AWS", ""),
            f"[Quotas of Step Functions]({QUOTAS}) differ by region; these are of us-east-1.",
            "",
            *table(("What", "Limit", "What the project does"), OF_AWS),
        ]
    )


def _row(limit: Limit) -> tuple[str, ...]:
    if not (ROOT / limit.file).is_file():
        raise FileNotFoundError(limit.file)
    return limit.what, limit.value, limit.why, f"`{limit.file}`"
