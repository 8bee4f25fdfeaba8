"""The items of the snapshot, beside the records and as somebody may have written them by hand."""

from collections.abc import Iterator
from typing import Any

import boto3
import pytest

from chalicelib.adapters.aws.clients import dynamodb_for_records
from chalicelib.adapters.aws.lease import Lease, lease_key
from chalicelib.adapters.aws.records import Records
from chalicelib.adapters.aws.snapshots import DOCUMENT, HEAD, SnapshotStore
from chalicelib.domain.listing import Span
from chalicelib.domain.snapshot import Kept
from local.aws import REGION
from local.provisioning import Deployed, create_records_table
from tests.support.events import at

TABLE = "snapshots-by-hand"


@pytest.fixture
def store(deployed: Deployed) -> Iterator[SnapshotStore]:
    create_records_table(TABLE)
    yield SnapshotStore(dynamodb_for_records(REGION), TABLE)
    boto3.client("dynamodb").delete_table(TableName=TABLE)


def write(name: str, **attributes: Any) -> None:
    item: Any = {**lease_key(name), **attributes}
    boto3.client("dynamodb").put_item(TableName=TABLE, Item=item)


def test_neither_item_is_a_record_or_has_a_place_in_the_index(store: SnapshotStore) -> None:
    records = Records(dynamodb_for_records(REGION), TABLE)
    store.put(Kept("v1", at(0), b"document"))
    store.mark(at(0))
    assert Lease(store.client, TABLE, "keeper").take("ann", at(0), at(6))
    assert records.page(Span(), None).entries == ()
    assert records.get([f"#{HEAD}", f"#{DOCUMENT}", "#keeper"]) == {}


GARBAGE: list[dict[str, Any]] = [
    {},
    {"leased_until": {"S": "soon"}, "as_of": {"S": "today"}, "marked_at": {"S": ""}},
    {"leased_until": {"N": "7"}, "as_of": {"N": "7"}, "marked_at": {"N": "7"}},
    {"leased_until": {"S": "9999-01-01T00:00:00.000Z"}, "version": {"N": "1"}},
]


@pytest.mark.parametrize("attributes", GARBAGE)
def test_a_head_of_no_use_keeps_nobody_from_the_lease_and_is_mended(
    store: SnapshotStore, attributes: dict[str, Any]
) -> None:
    write(HEAD, **attributes)
    told = store.read_head()
    assert (told.as_of, told.version, told.marked_at) == (None, None, None)
    assert store.lease.take("ann", at(0), at(6))
    assert not store.lease.take("bob", at(1), at(7))
    store.end_lease("ann", at(2), "v1", at(0))
    assert (store.read_head().as_of, store.read_head().version) == (at(0), "v1")


@pytest.mark.parametrize(
    "attributes",
    [
        {},
        {"version": {"S": "v"}, "as_of": {"S": "today"}, "document": {"B": b"d"}},
        {"version": {"S": "v"}, "as_of": {"S": "9999-01-01T00:00:00.000Z"}},
        {"version": {"N": "1"}, "as_of": {"N": "7"}, "document": {"S": "text"}},
    ],
)
def test_a_document_of_no_use_is_as_if_there_were_none_and_is_mended(
    store: SnapshotStore, attributes: dict[str, Any]
) -> None:
    write(DOCUMENT, **attributes)
    assert store.fetch()[1] is None
    good = Kept("v1", at(0), b"document")
    store.put(good)
    assert store.fetch()[1] == good
