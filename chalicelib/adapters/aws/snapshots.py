"""The snapshot in the table of records: an item for its head, and one for its document.

Their keys cannot be names of executions, and they have no place in the index, so that no list has
them. Their keys name the form: a release that writes another one has items of its own.
"""

from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from typing import TYPE_CHECKING, Any

from chalicelib.adapters.aws.date_header import answered_at
from chalicelib.adapters.aws.errors import translated
from chalicelib.adapters.aws.lease import Lease, lease_key
from chalicelib.adapters.aws.moments import moment_of, text_of
from chalicelib.domain.snapshot import PLAUSIBLE, Head, Kept
from chalicelib.domain.snapshot_document import FORM
from chalicelib.errors import UpstreamThrottled

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

HEAD = f"snapshot-{FORM}"
DOCUMENT = f"snapshot-{FORM}-document"

# How the last attempt to make a snapshot went.
GOOD, FAILING = "good", "failing"


class SnapshotStore:
    """The two items. Every method raises `RefreshError`s."""

    def __init__(self, client: "DynamoDBClient", table: str) -> None:
        self.client = client
        self._table = table
        self.lease = Lease(client, table, HEAD)

    def read_head(self) -> Head:
        """Return the head; it may be a moment old."""
        with translated("read the snapshot's head"):
            answer = self.client.get_item(TableName=self._table, Key=lease_key(HEAD))
            return _head(answer.get("Item", {}), answered_at(answer))

    def fetch(self) -> tuple[Head, Kept | None]:
        """Return the head and the snapshot, if there is one; they may be a moment old."""
        keys = [lease_key(HEAD), lease_key(DOCUMENT)]
        with translated("read the snapshot"):
            answer = self.client.batch_get_item(RequestItems={self._table: {"Keys": keys}})
            items = {i["name"]["S"]: i for i in answer["Responses"][self._table]}
            unread = answer.get("UnprocessedKeys")
            at = answered_at(answer)
        if unread:
            raise UpstreamThrottled("cannot read the snapshot: not all of it was processed")
        head, document = (items.get(key["name"]["S"], {}) for key in keys)
        return _head(head, at), _kept(document)

    def put(self, kept: Kept) -> None:
        """Keep a snapshot, unless a newer one is kept."""
        as_of, longest = (text_of(moment) for moment in (kept.as_of, kept.as_of + PLAUSIBLE))
        changed = self.client.exceptions.ConditionalCheckFailedException
        with translated("write the snapshot"), suppress(changed):
            self.client.put_item(
                TableName=self._table,
                Item={
                    **lease_key(DOCUMENT),
                    "version": {"S": kept.version},
                    "as_of": {"S": as_of},
                    "document": {"B": kept.document},
                },
                ConditionExpression="attribute_not_exists(#as_of) "
                "OR NOT (#as_of >= :as_of AND #as_of < :longest)",
                ExpressionAttributeNames={"#as_of": "as_of"},
                ExpressionAttributeValues={":as_of": {"S": as_of}, ":longest": {"S": longest}},
            )

    def end_lease(self, owner: str, until: datetime, version: str, as_of: datetime) -> None:
        """End the lease as `Lease.end` does, and say that the snapshot is good as of `as_of`."""
        self.lease.end(owner, until, version=version, as_of=text_of(as_of), state=GOOD)

    def give_up_lease(self, owner: str, until: datetime) -> None:
        """End the lease as `Lease.end` does, and say that AWS could not be asked."""
        self.lease.end(owner, until, state=FAILING)

    def mark(self, at: datetime) -> None:
        """Say that something was started or stopped."""
        with translated("mark the snapshot"):
            self.client.update_item(
                TableName=self._table,
                Key=lease_key(HEAD),
                UpdateExpression="SET marked_at = :at",
                ExpressionAttributeValues={":at": {"S": text_of(at)}},
            )


def _head(item: Mapping[str, Any], at: datetime | None) -> Head:
    """Read the head. An attribute in another form counts as missing."""
    texts = {name: value.get("S") for name, value in item.items()}
    return Head(
        at,
        moment_of(texts.get("as_of")),
        texts.get("version"),
        moment_of(texts.get("marked_at")),
        moment_of(texts.get("leased_until")),
        failing=texts.get("state") == FAILING,
    )


def _kept(item: Mapping[str, Any]) -> Kept | None:
    version, as_of = (item.get(name, {}).get("S") for name in ("version", "as_of"))
    document, moment = item.get("document", {}).get("B"), moment_of(as_of)
    return Kept(version, moment, document) if version and moment and document else None
