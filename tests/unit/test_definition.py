import json
import re
from typing import Any

import pytest
import yaml
from statelint.config import Config
from statelint.linter import Linter
from statelint.problem import ProblemType

from local.deployment import (
    DEFINITION,
    default_settings,
    read_values,
    render_definition,
    without_waiting,
)
from tests.support.resources import RESOURCES


def rendered(settings: dict[str, float] | None = None) -> dict[str, Any]:
    return render_definition(read_values(), RESOURCES, settings)


def test_the_definition_is_valid_amazon_states_language() -> None:
    # Terraform writes 2.0 as 2, which Step Functions takes as well.
    config = Config(ignored_problem_types={ProblemType.FLOAT})
    assert Linter.validate(rendered(), config) == []


def test_the_linter_would_tell() -> None:
    broken = rendered()
    broken["States"]["split"]["Next"] = "nowhere"
    assert Linter.validate(broken)


def test_no_placeholder_is_left_and_nothing_but_the_definition() -> None:
    definition = rendered()
    assert "${" not in json.dumps(definition)
    assert set(definition) == {"Comment", "StartAt", "TimeoutSeconds", "States"}


def test_the_file_is_yaml_before_it_is_rendered_too() -> None:
    assert yaml.safe_load(DEFINITION.read_text())["StartAt"] == "Read input"


def test_a_placeholder_without_a_value_is_named() -> None:
    values = read_values()
    del values["job_names"]["job3"]
    with pytest.raises(KeyError, match="job3_name"):
        render_definition(values, RESOURCES)


def test_values_are_put_in_as_they_are() -> None:
    odd = 'quote " colon: # ${job1_name} {} \\ newline \n é'
    values = read_values()
    values["job_arguments"] = {"job5": {"--ODD": odd}}
    definition = render_definition(values, RESOURCES)
    assert definition["States"]["Read input"]["Parameters"]["defaults"]["job5"] == {"--ODD": odd}


def test_without_waiting_only_the_waits_change() -> None:
    quick = json.dumps(rendered(without_waiting(default_settings())))
    usual = json.dumps(rendered())
    assert quick != usual
    waits = r'"(IntervalSeconds|BackoffRate|Seconds)": [\d.]+'
    assert re.sub(waits, "", quick) == re.sub(waits, "", usual)
    assert {float(found) for found in re.findall(r'"IntervalSeconds": ([\d.]+)', quick)} == {1}


def test_names_fit_into_the_limits_of_step_functions() -> None:
    def names(states: dict[str, Any]) -> list[str]:
        found = list(states)
        for state in states.values():
            for branch in [*state.get("Branches", []), state.get("ItemProcessor", {"States": {}})]:
                found += names(branch["States"])
        return found

    everything = names(rendered()["States"])
    assert len(everything) == len(set(everything))
    assert max(map(len, everything)) <= 80


def test_subjects_fit_into_a_mail() -> None:
    for state in rendered()["States"].values():
        if "Subject" in state.get("Parameters", {}):
            assert len(state["Parameters"]["Subject"]) < 100


def test_what_a_dead_holder_left_is_looked_for_in_every_job() -> None:
    states = rendered()["States"]
    assert states["List the jobs"]["Result"] == list(read_values()["job_names"].values())
