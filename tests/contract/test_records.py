"""Tests that the records in memory and those in a table of the embedded AWS behave alike."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta, timezone

import boto3
import pytest

from chalicelib.adapters.aws.clients import dynamodb_for_records
from chalicelib.adapters.aws.records import PAGE, Records
from chalicelib.domain.execution_input import Trigger
from chalicelib.domain.listing import ListEntry, Position, Span
from chalicelib.domain.statuses import ExecutionStatus, Outcome
from chalicelib.services import ports
from local.aws import REGION
from local.provisioning import create_records_table
from tests.fakes.records import FakeRecords
from tests.support.events import at

TABLE = "records-of-the-contract"


@pytest.fixture(params=["fake", "aws"])
def records(request: pytest.FixtureRequest) -> Iterator[ports.Records]:
    """Give records with nothing in them."""
    if request.param == "fake":
        yield FakeRecords(PAGE)
        return
    request.getfixturevalue("deployed")
    create_records_table(TABLE)
    yield Records(dynamodb_for_records(REGION), TABLE)
    boto3.client("dynamodb").delete_table(TableName=TABLE)


def entry(name: str, seconds: float = 0, stopped: float | None = None) -> ListEntry:
    return ListEntry(
        name=name,
        started_at=at(seconds),
        stopped_at=at(seconds + 1 if stopped is None else stopped),
        status=ExecutionStatus.FAILED,
        outcome=Outcome.REFUSED,
        trigger=Trigger.API,
        requested_by="ann",
        reason="late snapshot",
    )


def names(records: ports.Records, span: Span) -> list[str]:
    found, token = [], None
    while True:
        page = records.page(span, token)
        found += [entry.name for entry in page.entries]
        token = page.next_token
        if not token:
            return found


def put(records: ports.Records, *entries: ListEntry) -> None:
    for one in entries:
        records.put(one, 1, one.name.encode())


def test_what_was_put_is_given_back_and_nothing_else(records: ports.Records) -> None:
    put(records, entry("a"), entry("b", 1))
    assert records.get(["a", "none", "b", "a"]) == {"a": b"a", "b": b"b"}
    assert records.get([]) == {}


@pytest.mark.parametrize("name", ["", "a b", "a" * 81, "x" * 3000])
def test_a_name_that_no_execution_can_have_is_of_no_record(
    records: ports.Records, name: str
) -> None:
    put(records, entry("a"))
    assert records.get([name, "a"]) == {"a": b"a"}


def test_more_are_given_back_than_one_call_can_ask_for(records: ports.Records) -> None:
    many = [f"e{number}" for number in range(230)]
    put(records, *(entry(name, number) for number, name in enumerate(many)))
    assert records.get(many) == {name: name.encode() for name in many}


def test_documents_of_any_bytes_and_of_the_greatest_size_are_kept(records: ports.Records) -> None:
    document = bytes(range(256)) * 4 * 390
    records.put(entry("large"), 1, document)
    assert records.get(["large"]) == {"large": document}


def test_so_many_large_documents_are_given_back_that_one_answer_cannot_hold_them(
    records: ports.Records,
) -> None:
    document = bytes(390 * 1024)
    many = [f"e{number}" for number in range(50)]
    for name in many:
        records.put(entry(name), 1, document)
    assert records.get(many) == dict.fromkeys(many, document)


def test_the_index_tells_what_lists_are_filtered_by(records: ports.Records) -> None:
    full = replace(entry("full", 1.234567), reason="größer " * 10)
    bare = replace(entry("bare"), requested_by=None, reason=None, trigger=Trigger("cron"))
    put(records, full, bare)
    assert records.page(Span(), None).entries == (full, bare)


def test_the_newest_come_first_and_of_those_that_started_together_the_last_by_name(
    records: ports.Records,
) -> None:
    put(records, entry("b", 1), entry("old"), entry("a", 1), entry("new", 1.000001))
    assert names(records, Span()) == ["new", "b", "a", "old"]
    assert names(records, Span(newest_first=False)) == ["old", "a", "b", "new"]


def test_pages_hold_every_record_once(records: ports.Records) -> None:
    many = [f"e{number:03}" for number in range(PAGE + 7)]
    put(records, *(entry(name, number) for number, name in enumerate(many)))
    assert len(records.page(Span(), None).entries) == PAGE
    assert names(records, Span()) == many[::-1]


def test_a_span_begins_after_its_position_includes_since_and_excludes_until(
    records: ports.Records,
) -> None:
    put(records, *(entry(f"e{number}", number) for number in range(6)), entry("e3b", 3))
    assert names(records, Span(since=at(2), until=at(4))) == ["e3b", "e3", "e2"]
    assert names(records, Span(after=Position(at(3), "e3b"))) == ["e3", "e2", "e1", "e0"]
    after = Position(at(3), "e3")
    assert names(records, Span(at(1), at(5), after)) == ["e2", "e1"]
    assert names(records, Span(since=at(3), newest_first=False)) == ["e3", "e3b", "e4", "e5"]
    assert names(records, Span(since=at(9), until=at(2))) == []
    assert names(records, Span(since=at(4), after=after)) == []


EAST = timezone(timedelta(hours=9))


@pytest.mark.parametrize(
    ("span", "expected"),
    [
        (Span(since=at(2).astimezone(EAST), until=at(3).astimezone(EAST)), ["e2"]),
        (Span(since=datetime.min.replace(tzinfo=EAST)), ["e2", "e1"]),
        (Span(since=datetime.max.replace(tzinfo=timezone(-timedelta(hours=9)))), []),
        (Span(until=datetime.min.replace(tzinfo=EAST)), []),
        (Span(until=datetime.max.replace(tzinfo=timezone(-timedelta(hours=9)))), ["e2", "e1"]),
    ],
)
def test_times_of_any_zone_bound_a_span(
    records: ports.Records, span: Span, expected: list[str]
) -> None:
    put(records, entry("e1", 1), entry("e2", 2))
    assert names(records, span) == expected


KEEPS: dict[str, Callable[[ports.Records], None]] = {
    "the_same_end": lambda records: records.put(entry("a", stopped=9), 1, b"new"),
    "a_later_end": lambda records: records.put(entry("a", stopped=10), 1, b"new"),
    "a_newer_form": lambda records: records.put(entry("a", stopped=9), 2, b"new"),
    "an_earlier_end": lambda records: records.put(entry("a", stopped=8), 1, b"new"),
    "an_older_form": lambda records: records.put(entry("a", stopped=10), 0, b"new"),
}


@pytest.mark.parametrize(
    ("change", "kept"),
    [
        ("the_same_end", b"new"),
        ("a_later_end", b"new"),
        ("a_newer_form", b"new"),
        ("an_earlier_end", b"old"),
        ("an_older_form", b"old"),
    ],
)
def test_the_one_that_tells_the_later_end_stays_unless_it_is_of_an_older_form(
    records: ports.Records, change: str, kept: bytes
) -> None:
    records.put(entry("a", stopped=9), 1, b"old")
    KEEPS[change](records)
    assert records.get(["a"]) == {"a": kept}
    assert len(records.page(Span(), None).entries) == 1


def test_a_record_that_tells_a_new_start_has_its_place_there(records: ports.Records) -> None:
    put(records, entry("a", 1), entry("b", 2), entry("a", 3))
    assert names(records, Span()) == ["a", "b"]
