"""The definition that is composed, and what it is composed of."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from statelint.config import Config
from statelint.linter import Linter
from statelint.problem import ProblemType

from local.definition import definition_yaml
from local.deployment import read_deployment, read_deployment_of
from local.module import MODULE
from local.pipeline import PIPELINE, read_pipeline_file
from local.values import VALUES, read_values
from tests.support.pipelines import (
    EIGHT_STEPS,
    EIGHT_STEPS_VALUES,
    PIPELINES,
    USED,
    eight_steps,
)

GOLDEN = Path(__file__).parent.parent / "fixtures" / "definition.yaml"
# Terraform writes 2.0 as 2, which Step Functions takes as well.
WHOLE_FLOATS = Config(ignored_problem_types={ProblemType.FLOAT})
ALL = {
    PIPELINE: VALUES,
    EIGHT_STEPS: EIGHT_STEPS_VALUES,
    **{path: path.with_suffix(".tfvars.json") for path in sorted(PIPELINES.glob("*.yaml"))},
}

of_every_pipeline = pytest.mark.parametrize("pipeline", ALL, ids=lambda path: path.stem)


def composed(pipeline: Path) -> dict[str, Any]:
    return read_deployment(ALL[pipeline], pipeline).definition(**USED)


def all_states(states: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    found = list(states.items())
    for state in states.values():
        for inner in [*state.get("Branches", []), state.get("ItemProcessor", {"States": {}})]:
            found += all_states(inner["States"])
    return found


def test_the_module_runs_what_the_golden_file_shows() -> None:
    """`make definition > tests/fixtures/definition.yaml` writes it anew."""
    assert definition_yaml(read_deployment()) == GOLDEN.read_text()


@of_every_pipeline
def test_a_definition_is_valid_amazon_states_language(pipeline: Path) -> None:
    assert Linter.validate(composed(pipeline), WHOLE_FLOATS) == []


@of_every_pipeline
def test_what_tells_of_outcomes_is_valid_too(pipeline: Path) -> None:
    deployment = read_deployment(ALL[pipeline], pipeline)
    definition = deployment.outcome_definition(USED["topic_arn"], USED["refresh_url"])
    assert Linter.validate(definition, WHOLE_FLOATS) == []
    assert "${" not in json.dumps(definition)
    assert max(len(name) for name, _ in all_states(definition["States"])) <= 80


def test_the_linter_would_tell() -> None:
    broken = eight_steps().definition(**USED)
    assert Linter.validate(broken, WHOLE_FLOATS) == []
    broken["States"]["split"]["Next"] = "nowhere"
    assert Linter.validate(broken, WHOLE_FLOATS)


@of_every_pipeline
def test_no_placeholder_is_left(pipeline: Path) -> None:
    definition = composed(pipeline)
    # One of the values has it, and keeps it.
    assert "${" not in json.dumps(definition).replace("${job}", "")
    assert set(definition) == {"Comment", "StartAt", "TimeoutSeconds", "States"}


@of_every_pipeline
def test_names_are_unique_and_fit_into_the_limits_of_step_functions(pipeline: Path) -> None:
    names = [name for name, _ in all_states(composed(pipeline)["States"])]
    assert len(names) == len(set(names))
    assert max(map(len, names)) <= 80


def test_the_longest_names_and_titles_fit_into_the_limits_of_step_functions(tmp_path: Path) -> None:
    text = (PIPELINES / "one_step.yaml").read_text()
    for word, longest in {
        "all": "k" * 24,
        "\uff21\uff2c\uff2c": "t" * 50,
        "only": "n" * 60,
    }.items():
        text = re.sub(rf"\b{word}\b", longest, text)
    path = tmp_path / "longest.yaml"
    path.write_text(text)
    values = {"environment": "test", "job_names": {"job": "j"}}
    definition = read_deployment_of(values, read_pipeline_file(path)).definition(**USED)
    assert 70 < max(len(name) for name, _ in all_states(definition["States"])) <= 80


FRAGMENTS = (
    "refresh",
    "input",
    "skipped",
    "stage",
    "step",
    "no_object",
    "failure",
    "outcome",
    "outcome_mail",
)


@pytest.mark.parametrize("fragment", FRAGMENTS)
def test_a_fragment_is_yaml_before_it_is_filled_in_too(fragment: str) -> None:
    assert isinstance(yaml.safe_load((MODULE / f"{fragment}.asl.yaml").read_text()), dict)


def test_the_pipeline_and_its_fragments_are_less_than_600_lines() -> None:
    """With eight steps in the pipeline, each of which is a line."""
    fragments = [path for path in MODULE.glob("*.asl.yaml") if "outcome" not in path.name]
    assert len(fragments) == len(FRAGMENTS) - 2
    lines = sum(len(path.read_text().splitlines()) for path in [PIPELINE, *fragments])
    assert lines - len(read_pipeline_file(PIPELINE).steps) + 8 < 600


def test_the_environments_own_arguments_win_over_the_pipelines() -> None:
    given = composed(PIPELINES / "catalogue.yaml")["States"]["Read input"]["Parameters"]["defaults"]
    assert given["suppliers"] == {"--SOURCE": "suppliers", "--FULL": "yes"}
    assert given["stock"] == {"--SOURCE": "stock"}


def test_values_are_put_in_as_they_are() -> None:
    odd = 'quote " colon: # ${job1_name} {} \\ newline \n é'
    values = {**read_values(EIGHT_STEPS_VALUES), "job_arguments": {"job5": {"--ODD": odd}}}
    definition = read_deployment_of(values, eight_steps().pipeline).definition(**USED)
    assert definition["States"]["Read input"]["Parameters"]["defaults"]["job5"] == {"--ODD": odd}


def test_titles_are_exact_and_names_are_made_of_them() -> None:
    tasks = {
        name: state["Comment"]
        for name, state in all_states(composed(PIPELINES / "catalogue.yaml")["States"])
        if "startJobRun" in state.get("Resource", "")
    }
    assert tasks["suppliers-load-suppliers-price-lists"] == "Load suppliers' price lists"
    assert tasks["web-web-shop-eu-us"] == "Web shop (EU & US)"


def test_subjects_fit_into_a_mail() -> None:
    for state in eight_steps().definition(**USED)["States"].values():
        if "Subject" in state.get("Parameters", {}):
            assert len(state["Parameters"]["Subject"]) < 100


def test_what_a_dead_holder_left_is_looked_for_in_every_job() -> None:
    states = eight_steps().definition(**USED)["States"]
    assert states["List the jobs"]["Result"] == list(eight_steps().values.job_names.values())


@pytest.mark.parametrize(
    ("seconds", "minutes"),
    [(1, 1), (60, 1), (239, 1), (240, 2), (3600, 58), (7200, 118), (99999999, 10079)],
)
def test_glue_ends_a_run_before_its_step_is_given_up(seconds: int, minutes: int) -> None:
    values = {**read_values(EIGHT_STEPS_VALUES), "step_timeouts": {"job5": seconds}}
    states = read_deployment_of(values, eight_steps().pipeline).definition(**USED)["States"]
    (task,) = (state for name, state in all_states(states) if name.startswith("job5-"))
    assert (task["TimeoutSeconds"], task["Parameters"]["Timeout"]) == (seconds, minutes)
    # Two minutes and more, or as soon as Glue can: a minute is the least that it takes.
    assert minutes == 1 or minutes * 60 <= seconds - 120


def test_nothing_is_tried_again_that_may_go_on_or_cannot_help() -> None:
    for name, state in all_states(eight_steps().definition(**USED)["States"]):
        if "startJobRun" in state.get("Resource", ""):
            never, room, faults, others = state["Retry"]
            assert never["MaxAttempts"] == 0, name
            assert "States.Timeout" in never["ErrorEquals"]
            assert "Glue.ResourceNumberLimitExceededException" in room["ErrorEquals"]
            assert "Glue.AWSGlueException" in faults["ErrorEquals"]
            assert others["ErrorEquals"] == ["States.ALL"]
