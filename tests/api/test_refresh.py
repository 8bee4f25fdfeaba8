"""What a refresh is asked for, and what its execution shows of it."""

from collections import Counter

from tests.support.client import statuses, step
from tests.support.in_process import InProcessApi


def test_a_snapshot_date_goes_to_both_split_jobs(api: InProcessApi) -> None:
    execution = api.run({"snapshot_dt": "2026-11-01", "only": ["job1", "job2"]})
    for key in ("job1", "job2"):
        assert step(execution, key)["arguments"] == {"--SNAPSHOT_DT": "2026-11-01"}
    assert execution["input"]["overrides"]["job1"] == {"--SNAPSHOT_DT": "2026-11-01"}


def test_skipped_steps_are_not_run(api: InProcessApi) -> None:
    execution = api.run({"skip": ["job1", "job2", "job3a", "job3b", "job4", "job5"]})
    assert execution["status"] == "SUCCEEDED"
    assert Counter(statuses(execution).values()) == {"SKIPPED": 6, "SUCCEEDED": 2}
    counted = {"done": 2, "skipped": 6, "total": 8}
    assert execution["progress"] == {**counted, "running": [], "failed": []}
    assert step(execution, "job1")["completed_in"] is None
    assert step(execution, "job1")["message"] == "left out as asked"
    assert execution["input"]["skip"] == ["job1", "job2", "job3a", "job3b", "job4", "job5"]


def test_an_empty_body_is_a_full_refresh(api: InProcessApi) -> None:
    answer = api.post_raw("/refresh", b"", "")
    assert answer.status_code == 202
    assert api.ended(answer.json()["name"])["progress"]["done"] == 8
