"""A pipeline: read from its file, checked by pipeline_rules.yaml, and completed by its defaults.

The orchestration module does the same in pipeline.tf. A test compares the two, with the problems.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

from local.module import MODULE, load
from local.pipeline_problems import RULES, problems_of, state_name

PIPELINE = MODULE / "pipeline.yaml"


class PipelineInvalid(Exception):
    """The file has no valid pipeline; `str()` of it names every problem, one per line."""


@dataclass(frozen=True)
class Step:
    """One Glue job run; times in seconds."""

    key: str
    title: str
    job: str
    state: str
    arguments: Mapping[str, str]
    settings: Mapping[str, float]


@dataclass(frozen=True)
class Stage:
    """Steps that run in parallel."""

    name: str
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class Pipeline:
    """The stages, in the order in which they run, and their file."""

    stages: tuple[Stage, ...]
    file: Path

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """Every step, in the order of the pipeline."""
        return tuple(step for stage in self.stages for step in stage.steps)

    @property
    def jobs(self) -> list[str]:
        """The jobs of all steps, without duplicates."""
        return list(dict.fromkeys(step.job for step in self.steps))


def read_pipeline_file(path: Path = PIPELINE) -> Pipeline:
    """Return the pipeline of a file.

    Raises:
        PipelineInvalid: naming every problem, or the line that is not YAML.
    """
    try:
        document = load(path.read_text())
    except OSError as exc:
        raise PipelineInvalid(f"{path} cannot be read: {exc.strerror}") from exc
    except (yaml.YAMLError, UnicodeDecodeError) as exc:
        raise PipelineInvalid(f"{path} is no YAML: {' '.join(str(exc).split())}") from exc
    if not isinstance(document, dict):
        raise PipelineInvalid(f"{path} is no pipeline: a mapping with stages and step_defaults")
    if found := list(problems_of(document)):
        raise PipelineInvalid("\n".join([f"{path} is wrong:", *found]))
    defaults = document.get("step_defaults", {})
    stages = (
        Stage(stage["name"], tuple(_step({**defaults, **step}) for step in stage["steps"]))
        for stage in document["stages"]
    )
    return Pipeline(tuple(stages), path)


def _step(document: Mapping[str, Any]) -> Step:
    return Step(
        key=document["key"],
        title=document["title"],
        job=document["job"],
        state=state_name(document["key"], document["title"]),
        arguments=document.get("arguments", {}),
        settings={name: document[name] for name in RULES["numbers"]},
    )
