"""A resume on AWS: the state machine skips what succeeded, and the mail says so."""

from typing import Any

from tests.support.client import Api, statuses
from tests.support.mailbox import mails

FAIL = {"--SIMULATE": "fail"}
MEND = {"--SIMULATE": "no"}


def resumed(api: Api, name: str, body: Any) -> dict[str, Any]:
    answer = api.post(f"/executions/{name}/resume", body)
    assert answer.status_code == 202, answer.text
    return api.ended(answer.json()["name"])


def test_after_a_failure_only_what_had_not_succeeded_runs_again(api: Api) -> None:
    failed = api.run({"overrides": {"job3b": FAIL}})
    done = {"job1", "job2", "job3a"}
    assert {key for key, status in statuses(failed).items() if status == "SUCCEEDED"} == done
    again = resumed(api, failed["name"], {"overrides": {"job3b": MEND}})
    assert again["status"] == "SUCCEEDED"
    expected = {key: "SKIPPED" if key in done else "SUCCEEDED" for key in api.job_names()}
    assert statuses(again) == expected


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
    assert 'Not run: [job1, job2, job3a, job3b, job4, job7]. Completed in: {"job1":' in told
    assert f'"job4":"{second}"' in told
