"""A failure costs only the step that failed."""

from typing import Any

import pytest

from tests.support.client import Api, statuses, step
from tests.support.glue import room_for
from tests.support.mailbox import mails
from tests.support.waiting import until

FAIL = {"--SIMULATE": "fail"}
MEND = {"--SIMULATE": "no"}
KEYS = ("job1", "job2", "job3a", "job3b", "job4", "job5", "job6", "job7")


def resumed(api: Api, name: str, body: Any) -> dict[str, Any]:
    answer = api.post(f"/executions/{name}/resume", body)
    assert answer.status_code == 202, answer.text
    return api.ended(answer.json()["name"])


def test_after_a_failure_at_each_step_only_what_had_not_succeeded_runs_again(api: Api) -> None:
    table = ["failed  re-run                                        saved"]
    for key in KEYS:
        failed = api.run({"overrides": {key: FAIL}})
        done = {k for k, status in statuses(failed).items() if status == "SUCCEEDED"}
        again = resumed(api, failed["name"], {"overrides": {key: MEND}})
        assert again["status"] == "SUCCEEDED"
        rerun = [k for k, status in statuses(again).items() if status == "SUCCEEDED"]
        assert set(rerun) == set(KEYS) - done
        assert {k for k, status in statuses(again).items() if status == "SKIPPED"} == done
        table.append(f"{key:<7} {' '.join(rerun):<45} {len(done)}")
    print("\n" + "\n".join(table))  # noqa: T201  # the table is what it is for


def test_a_resumed_execution_says_where_it_comes_from_and_keeps_its_overrides(api: Api) -> None:
    fail_both = {"overrides": {"job4": FAIL, "job5": {"--X": "1"}}, "skip": ["job7"]}
    first = api.run(fail_both)
    second = resumed(api, first["name"], {"overrides": {"job4": {"--Y": "2"}}, "reason": "again"})
    assert second["status"] == "FAILED"
    assert step(second, "job4")["arguments"] == {"--SIMULATE": "fail", "--Y": "2"}
    third = resumed(api, second["name"], {"overrides": {"job4": MEND}})
    assert third["status"] == "SUCCEEDED"
    assert (third["trigger"], third["resumed_from"]) == ("resume", second["name"])
    assert third["lineage"] == [first["name"], second["name"]]
    assert third["name"].startswith("resume-")
    assert step(third, "job5")["arguments"] == {"--X": "1"}
    assert step(third, "job1")["message"] == f"succeeded in {first['name']}"
    assert step(third, "job7")["message"] == "left out as asked"
    assert step(third, "job1")["arguments"] == step(third, "job7")["arguments"] == {}
    counted = {"done": 3, "skipped": 5, "total": 8}
    assert third["progress"] == {**counted, "running": [], "failed": []}


def test_each_step_of_a_chain_names_the_execution_that_completed_it(api: Api, mailbox: str) -> None:
    first = api.run({"overrides": {"job4": FAIL, "job5": FAIL}, "skip": ["job7"]})["name"]
    second = resumed(api, first, {"overrides": {"job4": MEND}})["name"]
    third = resumed(api, second, {"overrides": {"job5": MEND}})
    completed_in = {s["key"]: s["completed_in"] for s in third["steps"]}
    assert completed_in == {
        **dict.fromkeys(("job1", "job2", "job3a", "job3b"), first),
        "job4": second,
        **dict.fromkeys(("job5", "job6", "job7")),
    }
    assert statuses(third)["job7"] == "SKIPPED"
    (listed,) = [e for e in api.get("/executions").json()["items"] if e["name"] == third["name"]]
    assert {s["key"]: s["completed_in"] for s in listed["steps"]} == completed_in
    (told,) = (m["Message"] for m in mails(mailbox, 3) if third["name"] in m["Message"])
    assert "Not run: [job1, job2, job3a, job3b, job4, job7]. Completed in: {" in told
    assert f'"job4":"{second}"' in told


def test_a_failure_says_who_resumed_it_and_who_did_its_work(api: Api) -> None:
    def became(name: str) -> tuple[str | None, str | None]:
        of_one = api.execution(name)
        listed = api.get("/executions?status=FAILED&limit=5").json()["items"]
        (of_list,) = [item for item in listed if item["name"] == name]
        both = {(found["resumed_by"], found["superseded_by"]) for found in (of_one, of_list)}
        (found,) = both
        return found

    first = api.run({"overrides": {"job6": FAIL}, "only": ["job6", "job7"]})["name"]
    tags = [api.get(f"/executions/{first}").headers["ETag"]]
    assert became(first) == (None, None)
    second = resumed(api, first, {})["name"]
    until(lambda: became(first), (second, None))
    tags.append(api.get(f"/executions/{first}").headers["ETag"])
    api.run({"only": ["job7"]})
    assert became(second) == (None, None)
    third = resumed(api, second, {"overrides": {"job6": MEND}})["name"]
    until(lambda: became(second), (third, third))
    assert became(first) == (second, third)
    tags.append(api.get(f"/executions/{first}").headers["ETag"])
    assert len(set(tags)) == len(tags)
    good = api.execution(third)
    assert (good["resumed_by"], good["superseded_by"]) == (None, None)


def test_a_success_with_other_arguments_has_not_dealt_with_a_failure(api: Api) -> None:
    other = {"--X": "2020-01-01"}
    failed = api.run({"overrides": {"job6": {**FAIL, **other}}, "only": ["job6"]})["name"]
    success = api.run({"only": ["job6"]})["name"]
    listed = api.get("/executions?limit=2").json()["items"]
    assert [item["name"] for item in listed] == [success, failed]
    assert [item["superseded_by"] for item in listed] == [None, None]


def superseded(api: Api, name: str) -> dict[str, Any]:
    plan = api.post(f"/executions/{name}/resume", {"dry_run": True}).json()
    (found,) = (check for check in plan["preflight"] if check["check"] == "superseded")
    return dict(found)


def test_a_resume_of_what_a_later_execution_has_done_is_a_warning(api: Api) -> None:
    first = api.run({"only": ["job6"], "overrides": {"job6": FAIL}})["name"]
    assert superseded(api, first)["status"] == "ok"
    api.run({"only": ["job7"]})
    assert superseded(api, first)["status"] == "ok"
    later = api.run({"only": ["job6"]})
    check = superseded(api, first)
    assert (check["status"], check["step"]) == ("warning", None)
    assert f"{later['name']} started after {first}" in check["detail"]
    assert f"at {later['started_at'][:19]}" in check["detail"]
    assert "would run again: job6" in check["detail"]


def test_a_resume_warns_where_what_it_skips_as_done_was_run_anew(api: Api) -> None:
    first = api.run({"only": ["job5", "job6"], "overrides": {"job6": FAIL}})["name"]
    older = api.run({"only": ["job6"]})["name"]
    newer = api.run({"only": ["job5"], "overrides": {"job5": {"--X": "1"}}})["name"]
    check = superseded(api, first)
    assert check["status"] == "warning"
    assert check["detail"].startswith(f"{newer} started after {first}")
    assert older not in check["detail"]
    assert "would run again: job6" in check["detail"]
    assert "would be skipped: job5" in check["detail"]


def test_a_resume_of_what_was_resumed_and_succeeded_is_a_warning(api: Api) -> None:
    first = api.run({"only": ["job6"], "overrides": {"job6": FAIL}})["name"]
    mended = {"overrides": {"job6": MEND}}
    answer = api.post(f"/executions/{first}/resume", mended)
    assert (answer.status_code, answer.json()["warnings"]) == (202, [])
    second = api.ended(answer.json()["name"])["name"]
    assert second in superseded(api, first)["detail"]
    again = api.post(f"/executions/{first}/resume", mended).json()
    (warning,) = again["warnings"]
    assert (warning["check"], warning["status"]) == ("superseded", "warning")
    assert second in warning["detail"]
    api.ended(again["name"])


def test_what_was_stopped_can_be_resumed(api: Api) -> None:
    with room_for(api.job_names()["job2"], 0):
        name = api.start({"overrides": {"job2": FAIL}})
        assert api.post(f"/executions/{name}/stop").status_code == 200
    again = resumed(api, name, {"overrides": {"job2": MEND}})
    assert again["status"] == "SUCCEEDED"


def test_what_succeeded_cannot_be_resumed(api: Api) -> None:
    name = api.run({"only": ["job7"]})["name"]
    answer = api.post(f"/executions/{name}/resume", {})
    assert answer.status_code == 409
    assert "it succeeded, nothing is left to run" in answer.json()["detail"]


def test_what_runs_cannot_be_resumed(api: Api) -> None:
    with room_for(api.job_names()["job7"], 0):
        name = api.start({"only": ["job7"]})
        answer = api.post(f"/executions/{name}/resume", {})
    assert answer.status_code == 409
    assert "still RUNNING" in answer.json()["detail"]


def test_what_does_not_exist_cannot_be_resumed(api: Api) -> None:
    assert api.post("/executions/nobody/resume", {}).status_code == 404


@pytest.mark.parametrize(
    ("overrides", "pointer"),
    [
        ({"job9": {"--X": "1"}}, "/overrides/job9"),
        ({"job1": {"--X": "1"}}, "/overrides/job1"),  # it has succeeded
        ({"job7": {"X": "1"}}, "/overrides/job7/X"),
    ],
)
def test_overrides_that_reach_nothing_are_refused(
    api: Api, failed_at_job7: str, overrides: Any, pointer: str
) -> None:
    answer = api.post(f"/executions/{failed_at_job7}/resume", {"overrides": overrides})
    assert answer.status_code == 422
    assert [error["pointer"] for error in answer.json()["errors"]] == [pointer]


@pytest.fixture(scope="module")
def failed_at_job7(api: Api) -> str:
    name: str = api.run({"overrides": {"job7": FAIL}})["name"]
    return name


@pytest.mark.usefixtures("nothing_is_started")
def test_the_plan_of_a_resume_tells_each_step_and_starts_nothing(
    api: Api, failed_at_job7: str
) -> None:
    body = {"overrides": {"job7": MEND}, "dry_run": True}
    answer = api.post(f"/executions/{failed_at_job7}/resume", body)
    assert answer.status_code == 200
    assert answer.json()["startable"] is True
    steps = {planned["key"]: planned for planned in answer.json()["steps"]}
    assert steps["job1"]["action"] == "skip"
    assert steps["job1"]["why"] == f"succeeded in {failed_at_job7}"
    assert steps["job1"]["arguments"] == steps["job1"]["changed"] == {}
    assert steps["job7"]["action"] == "run"
    assert steps["job7"]["why"] == f"failed in {failed_at_job7}"
    assert steps["job7"]["changed"] == {"--SIMULATE": {"from": "off", "to": "no"}}
