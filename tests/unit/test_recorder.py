"""The table of records where it fails: nobody is told, and it is left alone for a while."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace

import pytest

from chalicelib import deadline
from chalicelib.domain.keeping import Bookmark
from chalicelib.domain.listing import Span
from chalicelib.errors import (
    RefreshError,
    UpstreamRejected,
    UpstreamThrottled,
    UpstreamUnavailable,
)
from chalicelib.services.recorder import Recorder
from chalicelib.services.table_access import PAUSE_SECONDS, TableAccess
from tests.fakes.records import FakeRecords
from tests.support.clock import Clock
from tests.support.events import at
from tests.support.log import log_lines
from tests.support.recorded import recorded

FAILED = recorded("failed")
FAILURES = [UpstreamThrottled("slow"), UpstreamRejected("no"), UpstreamUnavailable("gone")]


@pytest.fixture
def records() -> FakeRecords:
    return FakeRecords()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def recorder(records: FakeRecords, clock: Clock) -> Recorder:
    return Recorder(records, TableAccess(clock))


def warnings(caplog: pytest.LogCaptureFixture) -> Iterator[str]:
    for line in map(json.loads, log_lines(caplog)):
        if line["level"] == "WARNING":
            yield line["message"]


def test_what_was_kept_is_recalled(recorder: Recorder) -> None:
    recorder.keep(FAILED)
    assert recorder.recall([FAILED.name, "none"]) == {FAILED.name: FAILED}
    (entry,) = recorder.page(Span(), None).entries
    assert (entry.name, entry.status, entry.outcome) == (FAILED.name, "FAILED", "FAILED")


@pytest.mark.parametrize("failure", FAILURES)
def test_a_table_that_cannot_be_read_has_nothing_and_is_asked_again_after_a_while(
    recorder: Recorder,
    records: FakeRecords,
    clock: Clock,
    failure: RefreshError,
    caplog: pytest.LogCaptureFixture,
) -> None:
    recorder.keep(FAILED)
    records.refuses_reads = failure
    records.asked.clear()
    for _ in range(5):
        assert recorder.recall([FAILED.name]) == {}
        with pytest.raises(UpstreamUnavailable, match="the records cannot be read now"):
            recorder.page(Span(), None)
    assert records.asked == ["get"]
    (warning,) = warnings(caplog)
    assert "cannot be read" in warning
    clock.move(PAUSE_SECONDS)
    assert recorder.recall([FAILED.name]) == {}
    assert len([*warnings(caplog)]) == 2
    clock.move(PAUSE_SECONDS)
    records.refuses_reads = None
    assert recorder.recall([FAILED.name]) == {FAILED.name: FAILED}


def test_nothing_is_settled_while_the_table_cannot_be_read(
    recorder: Recorder, records: FakeRecords, clock: Clock
) -> None:
    records.put_bookmark(Bookmark(at(5)))
    assert recorder.settled_before() == at(5)
    records.refuses_reads = UpstreamThrottled("slow")
    assert recorder.settled_before() == at(5)
    recorder.recall([FAILED.name])
    assert recorder.settled_before() is None
    clock.move(PAUSE_SECONDS)
    records.refuses_reads = None
    assert recorder.settled_before() == at(5)


@pytest.mark.parametrize("failure", FAILURES)
def test_what_could_not_be_written_is_read_and_written_by_the_next_reader(
    recorder: Recorder,
    records: FakeRecords,
    clock: Clock,
    failure: RefreshError,
    caplog: pytest.LogCaptureFixture,
) -> None:
    records.refuses_writes = failure
    for _ in range(5):
        recorder.keep(FAILED)
        recorder.settle(FAILED)
    assert records.asked == ["put"]
    (warning,) = warnings(caplog)
    assert "cannot be written" in warning
    assert recorder.recall([FAILED.name]) == {}
    assert records.asked == ["put", "get"]
    clock.move(PAUSE_SECONDS)
    records.refuses_writes = None
    recorder.settle(FAILED)
    assert recorder.recall([FAILED.name]) == {FAILED.name: FAILED}
    records.asked.clear()
    recorder.settle(FAILED)
    assert records.asked == []


def test_a_record_that_cannot_be_read_is_none_and_is_told(
    recorder: Recorder, records: FakeRecords, caplog: pytest.LogCaptureFixture
) -> None:
    recorder.keep(FAILED)
    records.items[FAILED.name] = replace(records.items[FAILED.name], document=b"garbage")
    assert recorder.recall([FAILED.name]) == {}
    (line,) = map(json.loads, log_lines(caplog))
    assert (line["level"], line["why"]) == ("WARNING", "it is corrupt: it cannot be decompressed")


def test_a_request_without_time_left_asks_step_functions_and_blames_nobody(
    recorder: Recorder, records: FakeRecords, caplog: pytest.LogCaptureFixture
) -> None:
    with deadline.answering(lambda_seconds=2):
        recorder.keep(FAILED)
        assert recorder.recall([FAILED.name]) == {}
        assert recorder.settled_before() is None
        with pytest.raises(UpstreamUnavailable):
            recorder.page(Span(), None)
    assert records.asked == []
    assert [*warnings(caplog)] == []
    recorder.settle(FAILED)
    assert recorder.recall([FAILED.name]) == {FAILED.name: FAILED}


def test_a_request_that_runs_out_of_time_leaves_the_table_to_the_others(
    recorder: Recorder,
    records: FakeRecords,
    clock: Clock,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    recorder.keep(FAILED)
    monkeypatch.setattr(deadline, "time", clock)

    def slow(_: object) -> Mapping[str, bytes]:
        clock.move(deadline.ANSWER_SECONDS)
        raise UpstreamUnavailable("AWS is slow, and there is no time left for it")

    with monkeypatch.context() as while_slow, deadline.answering(lambda_seconds=60):
        while_slow.setattr(records, "get", slow)
        assert recorder.recall([FAILED.name]) == {}
    assert [*warnings(caplog)] == []
    assert recorder.recall([FAILED.name]) == {FAILED.name: FAILED}


def test_what_cannot_be_recorded_is_told_and_not_tried_again(
    recorder: Recorder, records: FakeRecords, caplog: pytest.LogCaptureFixture
) -> None:
    surrogate = replace(FAILED, cause="\ud800")
    recorder.keep(surrogate)
    recorder.settle(surrogate)
    assert records.asked == []
    (line,) = map(json.loads, log_lines(caplog))
    assert (line["level"], line["message"]) == ("WARNING", "no record")
    assert line["why"] == "it has text that is not Unicode"
