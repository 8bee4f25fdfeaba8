"""The list of executions: its order, its pages and its filters."""

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote

import pytest

from tests.support.client import statuses
from tests.support.in_process import InProcessApi


def listed(api: InProcessApi, query: str = "") -> dict[str, Any]:
    answer = api.get(f"/executions{query}")
    assert answer.status_code == 200, answer.text
    document: dict[str, Any] = answer.json()
    return document


def names(document: dict[str, Any]) -> list[str]:
    return [item["name"] for item in document["items"]]


@pytest.fixture
def since(api: InProcessApi, history: list[str]) -> str:
    """Give the start of the history, so that a list is of it and of what came later."""
    started: str = api.execution(history[-1])["started_at"]
    return started


def test_the_newest_come_first_with_who_why_and_how_far(
    api: InProcessApi, history: list[str]
) -> None:
    started = datetime.fromisoformat(api.execution(history[0])["started_at"])
    after = quote((started + timedelta(milliseconds=1)).isoformat())
    document = listed(api, f"?limit=5&until={after}")
    assert names(document) == history
    newest, second = document["items"][:2]
    assert (newest["status"], newest["progress"]["failed"]) == ("FAILED", ["job7"])
    assert (second["status"], second["reason"]) == ("SUCCEEDED", "number 3")
    steps = [*api.job_names()]
    counted = {"done": 1, "skipped": len(steps) - 1, "total": len(steps)}
    assert second["progress"] == {**counted, "running": [], "failed": []}
    assert [step["key"] for step in second["steps"]] == steps
    brief = {"key": "job7", "title": "Cleanrooms report", "status": "SUCCEEDED"}
    assert second["steps"][-1] == {**brief, "completed_in": None}
    assert statuses(newest)["job7"] == "FAILED"
    assert set(list(statuses(second).values())[:-1]) == {"SKIPPED"}
    assert second["requested_by"] == "token:local-operator"
    assert (newest["overridden"], second["overridden"]) == (["job7"], [])
    assert document["poll_after_seconds"] > 0


def test_pages_join_without_a_gap_or_a_repetition(
    api: InProcessApi, history: list[str], since: str
) -> None:
    everything = names(listed(api, f"?limit=100&since={since}"))
    seen: list[str] = []
    query = f"?limit=2&since={since}"
    while True:
        document = listed(api, query)
        seen += names(document)
        if document["next_cursor"] is None:
            break
        assert len(document["items"]) == 2
        assert len(seen) < len(everything)
        query = f"?limit=2&since={since}&cursor={document['next_cursor']}"
    assert seen == everything
    assert seen[-5:] == history


def test_a_cursor_stays_good_when_a_newer_execution_starts(
    api: InProcessApi, history: list[str]
) -> None:
    first = listed(api, "?limit=1")
    second = names(listed(api, f"?limit=1&cursor={first['next_cursor']}"))
    newer = api.run({"only": ["job7"]})["name"]
    assert names(listed(api, f"?limit=1&cursor={first['next_cursor']}")) == second
    assert names(listed(api, "?limit=1")) == [newer]


def test_a_cursor_of_another_filter_is_refused(api: InProcessApi, history: list[str]) -> None:
    cursor = listed(api, "?limit=1")["next_cursor"]
    assert api.get(f"/executions?limit=1&status=FAILED&cursor={cursor}").status_code == 400


def test_filters_choose_by_status_and_start(
    api: InProcessApi, history: list[str], since: str
) -> None:
    failed = listed(api, "?status=FAILED&limit=100")
    assert {item["status"] for item in failed["items"]} == {"FAILED"}
    assert history[0] in names(failed)

    started = api.execution(history[2])["started_at"]
    later = names(listed(api, f"?since={started}&limit=100"))
    earlier = names(listed(api, f"?since={since}&until={started}&limit=100"))
    assert history[2] in later
    assert earlier == history[3:]
    assert later + earlier == names(listed(api, f"?since={since}&limit=100"))
    assert listed(api, "?since=2099-01-01")["items"] == []
    assert listed(api, "?until=2020-01-01")["items"] == []
