"""What was recorded, to callers: listed, filtered, shown, resumed and stopped as anything else."""

from typing import Any
from urllib.parse import quote

import pytest

from chalicelib.domain.glue import JobRunState
from chalicelib.errors import UpstreamThrottled
from tests.fakes.deployment import FakeDeployment
from tests.support.client import is_refused, statuses, step
from tests.support.in_process import InProcessApi

FAIL, MEND = {"--SIMULATE": "fail"}, {"--SIMULATE": "no"}


def forget(deployment: FakeDeployment, *names: str) -> None:
    """Let Step Functions forget executions, and a new container of the function answer."""
    for name in names:
        del deployment.machine.executions[name]
    deployment.executions = deployment.container()
    deployment.machine.asked.clear()


def names(api: InProcessApi, query: str = "") -> list[str]:
    answer = api.get(f"/executions{query}")
    assert answer.status_code == 200, answer.text
    return [item["name"] for item in answer.json()["items"]]


PATHS = ("/executions", "/executions/{}", "/executions/{}/steps")


@pytest.mark.parametrize("path", PATHS)
def test_what_step_functions_has_forgotten_is_shown_as_before_by_any_container(
    api: InProcessApi, deployment: FakeDeployment, path: str
) -> None:
    failed = api.run({"overrides": {"job4": FAIL}, "reason": "late"})["name"]
    resumed = api.post(f"/executions/{failed}/resume", {"overrides": {"job4": MEND}}).json()["name"]
    api.ended(resumed)
    path = path.format(failed)
    first = api.get(path)
    assert first.json().get("superseded_by", resumed) == resumed
    forget(deployment, failed, resumed)
    again = api.get(path)
    assert (again.json(), again.headers["ETag"]) == (first.json(), first.headers["ETag"])
    assert api.get(path, **{"If-None-Match": first.headers["ETag"]}).status_code == 304
    assert {*deployment.machine.asked} <= {"page"}


def test_what_step_functions_has_forgotten_is_resumed(
    api: InProcessApi, deployment: FakeDeployment
) -> None:
    failed = api.run({"overrides": {"job4": FAIL}})["name"]
    forget(deployment, failed)
    answer = api.post(f"/executions/{failed}/resume", {"overrides": {"job4": MEND}})
    assert answer.status_code == 202, answer.text
    again = api.ended(answer.json()["name"])
    assert (again["status"], again["lineage"]) == ("SUCCEEDED", [failed])
    assert step(again, "job1")["completed_in"] == failed
    assert statuses(again)["job4"] == "SUCCEEDED"


def test_what_step_functions_has_forgotten_is_started_again(
    api: InProcessApi, deployment: FakeDeployment
) -> None:
    first = api.run({"only": ["job5"], "overrides": {"job5": {"--X": "1"}}})["name"]
    forget(deployment, first)
    again = api.ended(api.post("/refresh", {"like": first}).json()["name"])
    assert again["input"]["overrides"] == {"job5": {"--X": "1"}}
    assert again["progress"]["done"] == 1


def test_the_runs_that_it_left_are_stopped_of_what_step_functions_has_forgotten(
    api: InProcessApi, deployment: FakeDeployment
) -> None:
    name = api.start({"only": ["job5"]})
    deployment.machine.stop(name, "E", "past the API")
    assert api.execution(name)["status"] == "ABORTED"
    forget(deployment, name)
    answer = api.post(f"/executions/{name}/stop", {})
    assert (answer.status_code, answer.json()["confirmed"]) == (200, True)
    (run,) = answer.json()["job_runs"]
    assert run["state"] == JobRunState.STOPPED


def test_starts_stops_and_resumes_ask_step_functions_for_what_can_change(
    api: InProcessApi, deployment: FakeDeployment
) -> None:
    failed = api.run({"overrides": {"job4": FAIL}})["name"]
    for path in (f"/executions/{failed}/resume", f"/executions/{failed}/stop"):
        deployment.executions = deployment.container()
        deployment.machine.asked.clear()
        assert api.post(path, {"dry_run": True} if "resume" in path else {}).status_code == 200
        assert "describe" in deployment.machine.asked


def test_an_execution_that_nobody_has_is_not_found(api: InProcessApi) -> None:
    for method, path in (("GET", ""), ("GET", "/steps"), ("POST", "/resume"), ("POST", "/stop")):
        is_refused(api.call(method, f"/executions/never-was{path}"), 404)
    is_refused(api.post("/refresh", {"like": "never-was"}), 422)


def test_without_its_table_everything_is_as_before_there_was_one(
    api: InProcessApi, deployment: FakeDeployment
) -> None:
    assert deployment.records
    refused = UpstreamThrottled("slow")
    deployment.records.refuses_reads = deployment.records.refuses_writes = refused
    failed = api.run({"overrides": {"job4": FAIL}})["name"]
    assert names(api) == [failed]
    answer = api.post(f"/executions/{failed}/resume", {"overrides": {"job4": MEND}})
    assert api.ended(answer.json()["name"])["status"] == "SUCCEEDED"


def test_a_deployment_without_the_table_keeps_what_has_ended_in_its_process(
    deployment: FakeDeployment, api: InProcessApi
) -> None:
    deployment.records = None
    name = api.run({"only": ["job5"]})["name"]
    assert names(api) == [name]
    deployment.machine.asked.clear()
    assert api.execution(name)["status"] == "SUCCEEDED"
    assert deployment.machine.asked == []


@pytest.fixture
def history(api: InProcessApi, deployment: FakeDeployment) -> dict[str, str]:
    """Run three refreshes, of which Step Functions forgets the first, and name them."""
    runs: dict[str, dict[str, Any]] = {
        "first": {"reason": "Late Snapshot"},
        "second": {"reason": "late again", "overrides": {"job1": FAIL}},
    }
    found = {key: api.run({"only": ["job1"], **body})["name"] for key, body in runs.items()}
    answer = api.post(f"/executions/{found['second']}/resume", {"overrides": {"job1": MEND}})
    found["resume"] = api.ended(answer.json()["name"])["name"]
    forget(deployment, found["first"])
    return found


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["resume", "second", "first"]),
        ("?trigger=resume", ["resume"]),
        ("?trigger=api", ["second", "first"]),
        ("?trigger=schedule", []),
        ("?requested_by={who}", ["resume", "second", "first"]),
        ("?requested_by={who}x", []),
        ("?q=LATE", ["second", "first"]),
        (f"?q={quote('late snap')}", ["first"]),
        ("?q=resume-", ["resume"]),
        ("?q=nowhere", []),
        ("?q=late&status=FAILED", ["second"]),
        ("?q=late&outcome=SUCCEEDED&requested_by={who}&trigger=api", ["first"]),
    ],
)
def test_filters_choose_from_all_that_was_recorded(
    api: InProcessApi, history: dict[str, str], query: str, expected: list[str]
) -> None:
    who = api.execution(history["first"])["requested_by"]
    assert names(api, query.replace("{who}", who)) == [history[key] for key in expected]


def test_where_nothing_runs_there_is_no_next_page_of_what_runs(
    api: InProcessApi, deployment: FakeDeployment, history: dict[str, str]
) -> None:
    deployment.machine.asked.clear()
    answer = api.get("/executions?status=RUNNING").json()
    assert (answer["items"], answer["next_cursor"]) == ([], None)
    assert deployment.machine.asked.count("page") == 1


def test_a_cursor_is_of_its_filters(api: InProcessApi, history: dict[str, str]) -> None:
    first = api.get("/executions?limit=1&q=late").json()
    cursor = first["next_cursor"]
    assert names(api, f"?limit=1&q=late&cursor={cursor}") == [history["first"]]
    for other in ("", "&q=other", "&q=late&trigger=api", "&q=late&requested_by={who}"):
        is_refused(api.get(f"/executions?limit=1{other}&cursor={cursor}"), 400)


@pytest.mark.parametrize(
    ("query", "field", "words"),
    [
        ("trigger=cron", "?trigger", "give one of 'api', 'schedule', 'resume' or 'other'"),
        ("q=", "?q", "is empty; give at least one character, or leave it out"),
        (f"q={'x' * 201}", "?q", "is too long; give 200 characters at most"),
        ("requested_by=", "?requested_by", "is empty; give at least one character"),
        (f"requested_by={'x' * 1001}", "?requested_by", "is too long; give 1000 characters"),
        ("q=a&q=b", "?q", "given more than once"),
    ],
)
def test_a_filter_that_is_wrong_is_named(
    api: InProcessApi, query: str, field: str, words: str
) -> None:
    answer = api.get(f"/executions?{query}")
    is_refused(answer, 422)
    (error,) = answer.json()["errors"]
    assert error["pointer"] == field
    assert words in error["message"]
