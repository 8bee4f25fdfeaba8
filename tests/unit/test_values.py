"""The values of an environment and the file of a pipeline, right and wrong."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from local.deployment import read_deployment, read_deployment_of
from local.pipeline import PipelineInvalid, read_pipeline_file
from local.values import ValuesInvalid
from tests.support.pipelines import (
    PIPELINES,
    USED,
)

CATALOGUE = PIPELINES / "catalogue.yaml"
JOBS = dict.fromkeys(("loader", "reviews", "match", "publish"), "a-job")
RIGHT: dict[str, Any] = {"environment": "dev", "job_names": JOBS}
# With the pipeline's own argument of the step, and a letter in two bytes.
LARGE = {"--A": "é" * 8192}


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"environment": None}, "environment: Field required"),
        ({"environment": "Dev X"}, "environment: String should match"),
        ({"job_names": None}, "job_names: Field required"),
        ({"job_names": {}}, "Missing: loader, match, publish, reviews"),
        ({"job_names": {**JOBS, "other": "x"}}, "unknown: other"),
        ({"job_names": {**JOBS, "match": ""}}, "job_names.match: String should match"),
        ({"job_names": {**JOBS, "match": "*"}}, "job_names.match: String should match"),
        ({"job_arguments": {"job1": {}}}, "job_arguments: unknown step job1"),
        ({"step_timeouts": {"job1": 60}}, "step_timeouts: unknown step job1"),
        ({"step_retries": {"job1": {}}}, "step_retries: unknown step job1"),
        ({"job_arguments": ["web"]}, "job_arguments: Input should be a valid dictionary"),
        ({"job_arguments": {"web": None}}, "job_arguments.web: Input should be a valid dict"),
        ({"job_arguments": {"web": {"A": "1"}}}, "job_arguments.web.A: String should match"),
        (
            {"job_arguments": {"web": {"--A": 1}}},
            "job_arguments.web.--A: Input should be a valid str",
        ),
        ({"step_timeouts": {"web": 0}}, "step_timeouts.web: Input should be greater"),
        ({"step_timeouts": {"web": "100"}}, "step_timeouts.web: Input should be a valid integer"),
        ({"step_retries": {"web": {"attempts": -3}}}, "step_retries.web.attempts: Input should be"),
        ({"step_retries": {"web": {"atempts": 3}}}, "step_retries.web.atempts: Extra inputs"),
        ({"step_retries": {"web": [1]}}, "step_retries.web: Input should be"),
        ({"execution_timeout_seconds": 0}, "execution_timeout_seconds: Input should be greater"),
        ({"wait_seconds": {"lok": 3}}, "wait_seconds.lok: Extra inputs"),
        ({"schedule": "rate(1 day)"}, "schedule is no input of the modules"),
        ({"job_arguments": {"web": LARGE}}, "these steps have more: web 16411."),
        (
            {"schedule_expression": "0 2 1 * *"},
            'the values are wrong: schedule_expression must be "cron(minutes hours',
        ),
        ({"schedule_expression": "cron(0 2 * *)"}, "a cron must have six fields with one space"),
        ({"schedule_expression": "rate(1 hours)"}, 'a rate must be "rate(1 minute)"'),
        ({"schedule_expression": 5}, "schedule_expression: Input should be a valid string"),
    ],
)
def test_values_that_are_wrong_are_refused(wrong: dict[str, Any], said: str) -> None:
    with pytest.raises(ValuesInvalid, match=re.escape(said)):
        read_deployment_of({**RIGHT, **wrong}, read_pipeline_file(CATALOGUE))


def test_a_null_is_the_modules_own_default() -> None:
    nothing = dict.fromkeys(
        (
            *("name_prefix", "region", "pipeline_file", "job_arguments", "step_timeouts"),
            *("step_retries", "execution_timeout_seconds", "wait_seconds", "refresh_url"),
            *("schedule_expression", "enable_scheduled_execution", "tags"),
        )
    )
    pipeline = read_pipeline_file(CATALOGUE)
    plain = read_deployment_of(RIGHT, pipeline)
    for values in (nothing, {"wait_seconds": {"lock": None}}):
        deployment = read_deployment_of({**RIGHT, **values}, pipeline)
        assert deployment.definition(**USED) == plain.definition(**USED)
        assert deployment.resources == plain.resources


def test_the_values_may_name_the_pipeline(tmp_path: Path) -> None:
    values = tmp_path / "values.json"
    values.write_text(json.dumps({**RIGHT, "pipeline_file": str(CATALOGUE)}))
    assert read_deployment(values).pipeline.file == CATALOGUE
    values.write_text(json.dumps({**RIGHT, "pipeline_file": "nowhere.yaml"}))
    with pytest.raises(PipelineInvalid, match=r"environments/nowhere\.yaml cannot be read"):
        read_deployment(values)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "is no JSON"),
        ("[]", "is no mapping"),
        (None, "cannot be read: No such file"),
        (
            '{"region": "a", "region": "a", "job_names": {"a": "b", "a": "c"}}',
            "has keys that are given more than once: region, job_names.a$",
        ),
    ],
)
def test_values_that_cannot_be_read_are_told(tmp_path: Path, text: str | None, said: str) -> None:
    path = tmp_path / "values.json"
    if text is not None:
        path.write_text(text)
    with pytest.raises(ValuesInvalid, match=said):
        read_deployment(path)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("stages: [", "is no YAML: .* line 1"),
        ("- a list", "is no pipeline"),
        ("", "is no pipeline"),
        (None, "cannot be read: No such file"),
    ],
)
def test_a_file_that_holds_no_pipeline_is_told(tmp_path: Path, text: str | None, said: str) -> None:
    path = tmp_path / "pipeline.yaml"
    if text is not None:
        path.write_text(text)
    with pytest.raises(PipelineInvalid, match=said):
        read_pipeline_file(path)
