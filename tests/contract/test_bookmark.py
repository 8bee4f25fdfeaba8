"""Tests that the keeper's bookmark in memory and that in a table behave alike."""

from collections.abc import Iterator
from datetime import timedelta

import boto3
import pytest

from chalicelib.adapters.aws.clients import dynamodb_for_records
from chalicelib.adapters.aws.records import Records
from chalicelib.domain.keeping import Bookmark, Sweep
from chalicelib.domain.listing import Position, Span
from chalicelib.services import ports
from local.aws import REGION
from local.provisioning import create_records_table
from tests.fakes.records import FakeRecords
from tests.support.events import at

TABLE = "records-with-a-bookmark"
KEY = {"name": {"S": "#bookmark"}}


@pytest.fixture
def table(request: pytest.FixtureRequest) -> Iterator[Records]:
    request.getfixturevalue("deployed")
    create_records_table(TABLE)
    yield Records(dynamodb_for_records(REGION), TABLE)
    boto3.client("dynamodb").delete_table(TableName=TABLE)


@pytest.fixture(params=["fake", "aws"])
def records(request: pytest.FixtureRequest) -> ports.Records:
    """Give records with nothing in them."""
    if request.param == "fake":
        return FakeRecords()
    found: Records = request.getfixturevalue("table")
    return found


BOOKMARKS = [
    Bookmark(),
    Bookmark(at(1.25)),
    Bookmark(None, Sweep(at(2))),
    Bookmark(at(1), Sweep(at(2), "a token", Position(at(3.001), "name"), at(4))),
]


@pytest.mark.parametrize("bookmark", BOOKMARKS, ids=("empty", "settled", "begun", "all"))
def test_a_bookmark_is_given_back_as_it_was_put(records: ports.Records, bookmark: Bookmark) -> None:
    assert records.bookmark() == Bookmark()
    for earlier in BOOKMARKS:
        records.put_bookmark(earlier)
    records.put_bookmark(bookmark)
    assert records.bookmark() == bookmark


def test_a_bookmark_is_no_record(records: ports.Records) -> None:
    records.put_bookmark(BOOKMARKS[-1])
    assert records.page(Span(), None).entries == ()
    assert records.get(["#bookmark", "bookmark"]) == {}


def test_aws_tells_the_time_with_it(table: Records) -> None:
    told = table.bookmark().answered_at
    assert told
    assert told.utcoffset() == timedelta()


@pytest.mark.parametrize(
    "text", ["", "garbage", "[]", '{"sweep": {"token": "x"}}', '{"settled_before": "soon"}']
)
def test_a_bookmark_that_somebody_wrote_by_hand_is_none(table: Records, text: str) -> None:
    boto3.client("dynamodb").put_item(TableName=TABLE, Item={**KEY, "bookmark": {"S": text}})
    assert table.bookmark() == Bookmark()
