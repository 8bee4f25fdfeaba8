"""A pipeline: read from its file, held against pipeline_rules.yaml, and every step made complete.

The orchestration module does the same in pipeline.tf; a test holds the two together, problems
included.
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
    """The file holds no pipeline; `str()` of it names every problem, one a line."""


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
    """Steps that run side by side."""

    name: str
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class Pipeline:
    """The stages, in the order in which they run, and the file that holds them."""

    stages: tuple[Stage, ...]
    file: Path

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """Every step, in the order of the pipeline."""
        return tuple(step for stage in self.stages for step in stage.steps)

    @property
    def jobs(self) -> list[str]:
        """The jobs that the steps name, each once."""
        return list(dict.fromkeys(step.job for step in self.steps))


def read_pipeline_file(path: Path = PIPELINE) -> Pipeline:
    """Return the pipeline that a file holds.

    Raises:
        PipelineInvalid: naming every problem, with the line that has it.
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


def _step(given: Mapping[str, Any]) -> Step:
    return Step(
        key=given["key"],
        title=given["title"],
        job=given["job"],
        state=state_name(given["key"], given["title"]),
        arguments=given.get("arguments", {}),
        settings={name: given[name] for name in RULES["numbers"]},
    )
