"""The pipeline file: its fields, the rule for each, and how a mistake is reported."""

from collections.abc import Iterator, Mapping
from typing import Any

from local.module import MODULE, load
from local.pipeline_problems import RULES, problems_of
from tools.markdown import table

# What each field is for; the rules say what it may be.
MEANINGS: Mapping[str, Mapping[str, str]] = {
    "pipeline": {
        "step_defaults": "Timeout and retries of the steps that do not set their own.",
        "stages": "The stages, in the order in which they run.",
    },
    "stage": {
        "name": "Name of the stage. It is the name of a state, too.",
        "steps": "The steps, which run in parallel.",
    },
    "step": {
        "key": "The name that people and the API use. Keep it: earlier executions have it, too.",
        "title": "What the step does, as people see it.",
        "job": "The Glue job. `job_names` gives its name in AWS. Several steps may have the same "
        "job.",
        "arguments": "Arguments of the job that are the same in every environment. "
        "`job_arguments` of an environment win over them.",
    },
    "numbers": {
        "timeout_seconds": "How long one attempt may take. The Glue run gets a shorter timeout.",
        "retry_attempts": "How many further attempts a failed step has.",
        "retry_interval_seconds": "How long to wait before the first retry.",
        "retry_backoff_rate": "Each further wait is this many times as long as the one before.",
    },
}
OPTIONAL = ("step_defaults", "arguments")
LISTS = {"stages": "a list of one stage or more", "steps": "a list of {most} steps at most"}
HEADS = ("Field", "Description", "Rule")

BAD = """\
step_defaults: {timeout_seconds: 3600, retry_attempts: 2, retry_interval_seconds: 30}
stages:
  - name: load
    steps:
      - {key: Orders, title: Load orders, job: loader, retries: 3}
"""


def generated() -> str:
    """Return the tables of the fields, and the problems of a wrong file."""
    defaults = load((MODULE / "pipeline.yaml").read_text())["step_defaults"]
    return "\n".join(
        [
            *("## The pipeline", "", *table(HEADS, _fields("pipeline"))),
            *("## A stage", "", *table(HEADS, _fields("stage"))),
            *("## A step", "", *table(HEADS, _fields("step"))),
            *("## Timeout and retries", ""),
            "A step has these fields, too. It needs only those that `step_defaults` does not have.",
            "",
            *table((*HEADS, "In the project's own file"), _numbers(defaults)),
            *("## Arguments", "", *_arguments()),
            *("## A wrong file", ""),
            "All problems are reported at once, and each names its place. This file has three:",
            "",
            *("```yaml", *BAD.splitlines(), "```", ""),
            *("```text", *problems_of(load(BAD)), "```", ""),
        ]
    )


def _fields(part: str) -> Iterator[tuple[str, str, str]]:
    most = RULES["most_steps_in_a_stage"]
    for name in RULES["fields"][part]:
        if name in LISTS:
            rule = LISTS[name].format(most=most)
        elif name in RULES["texts"]:
            rule = RULES["texts"][name]["rule"]
        else:
            rule = "a mapping, which may be left out" if name in OPTIONAL else ""
        yield f"`{name}`", MEANINGS[part][name], rule


def _numbers(defaults: Mapping[str, Any]) -> Iterator[tuple[str, ...]]:
    for name, rule in RULES["numbers"].items():
        yield f"`{name}`", MEANINGS["numbers"][name], rule["rule"], f"`{defaults[name]}`"


def _arguments() -> Iterator[str]:
    rules = RULES["arguments"]
    yield f"- A name {rules['name']['rule']}."
    yield f"- A value is {rules['not_value']['rule']}."
    yield (
        f"- The arguments of a step come to {rules['most_bytes']:,} bytes at most, as JSON, with "
        "those of the environment."
    )
    yield ""
