"""No override makes another job of a job: what Glue itself reads is weighed, one by one."""

import pytest

from chalicelib.domain.arguments import GLUES_OWN
from chalicelib.domain.execution_input import read_input
from chalicelib.domain.reserved import RESERVED_ARGUMENTS
from tests.fakes.deployment import FakeDeployment
from tests.support.client import is_refused
from tests.support.in_process import InProcessApi

# These change how much a run does and what it tells, and stay inside what is deployed.
FREE = {
    *("--auto-scale-within-microbatch", "--enable-auto-scaling", "--executor-cores"),
    *("--job-bookmark-from", "--job-bookmark-option", "--job-bookmark-to"),
    *("--continuous-log-conversionPattern", "--enable-continuous-log-filter"),
    *("--enable-job-insights", "--enable-metrics", "--enable-observability-metrics"),
    *("--enable-spark-ui", "--enable-glue-datacatalog", "--enable-rename-algorithm-v2"),
    *("--enable-s3-parquet-optimized-committer", "--datalake-formats", "--use-postgres-driver"),
    *("--write-shuffle-files-to-s3", "--write-shuffle-spills-to-s3"),
}
CODE = "other code than the one deployed"


def test_every_argument_that_glue_reads_is_reserved_or_free_on_purpose() -> None:
    assert set(GLUES_OWN) - set(RESERVED_ARGUMENTS) == FREE


@pytest.mark.parametrize("name", RESERVED_ARGUMENTS)
def test_a_reserved_argument_is_refused_and_the_answer_says_why(
    api: InProcessApi, name: str
) -> None:
    answer = api.post("/refresh", {"overrides": {"job1": {name: "s3://elsewhere"}}})
    is_refused(answer, 422)
    (problem,) = answer.json()["errors"]
    assert problem["pointer"] == f"/overrides/job1/{name}"
    assert problem["message"] == f"is reserved: {RESERVED_ARGUMENTS[name]}; leave it out"


@pytest.mark.parametrize("name", sorted(FREE))
def test_a_free_argument_is_taken(api: InProcessApi, name: str) -> None:
    answer = api.post("/refresh", {"overrides": {"job1": {name: "x"}}, "dry_run": True})
    assert answer.status_code == 200


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("--pip-install", CODE),
        ("--s3-py-modules", CODE),
        ("--working-dir", CODE),
        ("--PYTHONPATH", CODE),
        ("--customer-executor-env-vars", CODE),
        ("--extra-py-files", CODE),
        ("--TempDir", "the job's data to another place"),
        ("--spark-event-logs-path", "the job's data to another place"),
        ("--continuous-log-logGroup", "the job's logs to another place"),
        ("--enable-lakeformation-fine-grained-access", "a guard that is deployed"),
        ("--endpoint", "Glue sets it itself"),
    ],
)
def test_the_reasons_are_those(name: str, why: str) -> None:
    assert why in RESERVED_ARGUMENTS[name]


def test_a_reserved_argument_that_was_given_past_the_api_is_not_handed_on(
    deployment: FakeDeployment, api: InProcessApi
) -> None:
    given = {"overrides": {"job4": {"--SIMULATE": "fail", "--pip-install": "evil"}}}
    deployment.machine.start("past-the-api", read_input(given))
    deployment.machine.finish("past-the-api")
    for answer in (
        api.post("/executions/past-the-api/resume", {}),
        api.post("/refresh", {"like": "past-the-api"}),
    ):
        is_refused(answer, 422)
        assert answer.json()["errors"][0]["pointer"] == "/overrides/job4/--pip-install"
