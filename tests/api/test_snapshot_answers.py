"""Answers by the snapshot: when AWS was asked, what is built anew, and what never is."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from chalicelib.api.responses.base import Document
from chalicelib.domain.access import Role
from chalicelib.domain.listing import Filters
from chalicelib.errors import UpstreamThrottled, UpstreamUnavailable
from chalicelib.services import listing, relations
from chalicelib.services.views import View
from tests.fakes.deployment import TOKENS, FakeDeployment, settings_of
from tests.fakes.faults import failing
from tests.support.in_process import InProcessApi, gateway_of

PAGES = ("/executions", "/executions/{name}", "/executions/{name}/steps")


@pytest.fixture
def running(api: InProcessApi, deployment: FakeDeployment, history: list[str]) -> str:
    """Start a refresh, and let the snapshot be newer than the start; return its name."""
    View(deployment.executions)  # by now the container knows AWS's time, a day behind its own
    name = api.start({"only": ["job7"]})
    deployment.clock.move(10)
    assert View(deployment.executions).get(name).status == "RUNNING"
    deployment.clock.move(10)
    return name


@pytest.fixture
def built(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Give the names of the documents that were made into JSON."""
    names: list[str] = []
    original = Document.model_dump_json

    def noted(self: Document, **options: Any) -> str:
        names.append(type(self).__name__)
        return original(self, **options)

    monkeypatch.setattr(Document, "model_dump_json", noted)
    return names


@pytest.mark.parametrize("page", PAGES)
def test_every_answer_says_when_aws_was_asked(
    api: InProcessApi, deployment: FakeDeployment, running: str, page: str
) -> None:
    path = page.format(name=running)
    first = api.get(path)
    unchanged = api.get(path, **{"If-None-Match": first.headers["ETag"]})
    assert (first.status_code, unchanged.status_code) == (200, 304)
    as_of = datetime.fromisoformat(first.json()["as_of"])
    assert datetime.fromisoformat(first.headers["X-As-Of"]) == as_of
    assert deployment.clock.now - timedelta(seconds=2) <= as_of <= deployment.clock.now
    for answer in (first, unchanged):
        assert answer.headers["Age"] == "0"
        assert datetime.fromisoformat(answer.headers["X-As-Of"]) >= as_of


@pytest.mark.parametrize("page", PAGES)
def test_an_unchanged_poll_builds_nothing(
    api: InProcessApi, deployment: FakeDeployment, running: str, built: list[str], page: str
) -> None:
    path = page.format(name=running)
    tag = api.get(path).headers["ETag"]
    built.clear()
    seen = []
    for _ in range(5):
        deployment.clock.move(5)
        answer = api.get(path, **{"If-None-Match": tag})
        assert answer.status_code == 304
        seen.append(answer.headers["X-As-Of"])
    assert built == []
    # AWS was asked each time.
    assert sorted({*seen}) == seen
    deployment.machine.go_on(running)
    changed = api.get(path, **{"If-None-Match": tag})
    assert changed.status_code == 200
    assert len(built) == 1


def test_how_long_it_runs_is_as_of_when_aws_was_asked_and_changes_no_tag(
    api: InProcessApi, deployment: FakeDeployment, running: str
) -> None:
    answers = []
    for _ in range(3):
        answers.append(api.get(f"/executions/{running}"))
        deployment.clock.move(5)
    for answer in answers:
        document = answer.json()
        as_of, started_at = (
            datetime.fromisoformat(document[field]) for field in ("as_of", "started_at")
        )
        assert document["duration_seconds"] == round((as_of - started_at).total_seconds(), 3)
    assert len({answer.headers["ETag"] for answer in answers}) == 1
    assert len({answer.json()["duration_seconds"] for answer in answers}) == 3


def test_within_one_snapshot_an_answer_is_made_once(built: list[str]) -> None:
    deployment = FakeDeployment(settings=settings_of(LIVE_CACHE_SECONDS="3600"))
    api = InProcessApi(gateway_of(deployment), TOKENS[Role.OPERATOR])
    deployment.machine.put("done")
    bodies = {api.get("/executions").text for _ in range(5)}
    assert len(bodies) == 1
    assert built == ["ExecutionsDocument"]
    api.get("/executions?limit=1")
    api.get("/executions?status=FAILED")
    assert len(built) == 3


def test_200_pollers_get_answers_while_step_functions_throttles(
    api: InProcessApi, deployment: FakeDeployment, running: str
) -> None:
    paths = [page.format(name=running) for page in PAGES]
    tags = {path: api.get(path).headers["ETag"] for path in paths}
    slow = UpstreamThrottled("slow")
    with (
        failing(deployment.machine, "page", slow),
        failing(deployment.machine, "describe", slow),
        failing(deployment.machine, "history", slow),
    ):
        for poll in range(200):
            path = paths[poll % 3]
            sent = {"If-None-Match": tags[path]} if poll % 2 else {}
            assert api.get(path, **sent).status_code == (304 if poll % 2 else 200)
        assert api.post("/refresh", {}).status_code == 429
    assert api.get(paths[0]).status_code == 200


@pytest.mark.parametrize(
    "query",
    [
        *("", "?limit=2", "?limit=5", "?limit=6", "?limit=100", "?status=RUNNING"),
        *("?status=FAILED", "?status=SUCCEEDED&limit=3", "?q=number+2", "?trigger=resume"),
        *("?outcome=FAILED", "?since=2020-01-01T00:00:00Z", "?until=2020-01-01T00:00:00Z"),
    ],
)
def test_a_list_by_the_snapshot_is_the_one_that_aws_would_tell(
    api: InProcessApi, deployment: FakeDeployment, running: str, query: str
) -> None:
    def pages() -> list[Any]:
        found, path = [], f"/executions{query}"
        while True:
            answer = api.get(path)
            assert answer.status_code == 200, answer.text
            document = answer.json()
            found.append([(i["name"], i["status"], i["resumed_by"]) for i in document["items"]])
            if not document["next_cursor"]:
                return found
            joint = "&" if query else "?"
            path = f"/executions{query}{joint}cursor={document['next_cursor']}"

    by_snapshot = pages()
    assert View(deployment.executions).snapshot
    deployment.snapshots.refuses_reads = UpstreamUnavailable("away")
    assert pages() == by_snapshot


def test_a_list_and_what_became_of_its_failures_need_nothing_but_the_snapshot(
    api: InProcessApi, deployment: FakeDeployment, running: str, history: list[str]
) -> None:
    deployment.machine.finish(running)
    deployment.clock.move(20)
    api.get("/executions")
    assert deployment.records
    for asked in (deployment.machine.asked, deployment.records.asked, deployment.snapshots.asked):
        asked.clear()
    deployment.settings = settings_of(LIVE_CACHE_SECONDS="3600")
    view = View(deployment.container())
    page = listing.list_executions(view, Filters(), 20, None)
    relations.aftermaths(view, page.items)
    relations.related(view, view.get(history[0]))
    assert [e.name for e in page.items] == [running, *history]
    assert deployment.snapshots.asked == ["fetch"]
    assert (deployment.machine.asked, deployment.records.asked) == ([], [])
