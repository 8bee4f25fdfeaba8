"""The records of executions that have ended: a table with an item for each, and an index by start.

An item has the record itself as `document`, and beside it what lists are filtered by; of that, the
index has a copy.
"""

import json
from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import MINYEAR, datetime, timezone
from typing import TYPE_CHECKING, Any

from chalicelib.adapters.aws.date_header import answered_at
from chalicelib.adapters.aws.errors import translated
from chalicelib.adapters.aws.lease import lease_key
from chalicelib.domain.execution import is_execution_name
from chalicelib.domain.execution_input import Trigger
from chalicelib.domain.keeping import Bookmark
from chalicelib.domain.listing import ListEntry, RecordPage, Span, place
from chalicelib.domain.plain_data import from_plain, to_plain
from chalicelib.domain.statuses import ExecutionStatus, Outcome
from chalicelib.errors import UpstreamThrottled

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

INDEX = "by_start"
# All items of the index are in one collection, sorted by start and name.
COLLECTION = {"S": "executions"}
PAGE = 200
# https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html
MAX_BATCH = 100

BOOKMARK = lease_key("bookmark")

# Before and after every time.
FIRST, LAST = "0", ":"


class Records:
    """The table. Every method raises `RefreshError`s."""

    def __init__(self, client: "DynamoDBClient", table: str) -> None:
        self.client = client
        self._table = table

    def get(self, names: Collection[str]) -> Mapping[str, bytes]:
        """Return the documents of those of these executions that have been recorded."""
        keys: list[Any] = [{"name": {"S": name}} for name in {*names} if is_execution_name(name)]
        found: dict[str, bytes] = {}
        while keys:
            batch, keys = keys[:MAX_BATCH], keys[MAX_BATCH:]
            with translated("read the records"):
                answer = self.client.batch_get_item(
                    RequestItems={
                        self._table: {
                            "Keys": batch,
                            "ProjectionExpression": "#name, #document",
                            "ExpressionAttributeNames": {
                                "#name": "name",
                                "#document": "document",
                            },
                        }
                    }
                )
                items = answer["Responses"][self._table]
                # An item without one, written by hand, is as good as a corrupt one.
                found |= {i["name"]["S"]: i.get("document", {}).get("B", b"") for i in items}
                rest = answer.get("UnprocessedKeys", {}).get(self._table)
                left = rest["Keys"] if rest else []
            if len(left) == len(batch):
                raise UpstreamThrottled("cannot read the records: none of them was processed")
            keys += left
        return found

    def put(self, entry: ListEntry, form: int, document: bytes) -> None:
        """Keep a document; the one before stays if it is of a newer form, or tells a later end."""
        texts = {
            "name": entry.name,
            "placed": _placed(entry.started_at, entry.name),
            "stopped_at": _text(entry.stopped_at or entry.started_at),
            "status": entry.status.value,
            "outcome": entry.outcome and entry.outcome.value,
            "trigger": entry.trigger.value,
            "requested_by": entry.requested_by,
            "reason": entry.reason,
        }
        item: dict[str, Any] = {name: {"S": text} for name, text in texts.items() if text}
        item |= {"form": {"N": str(form)}, "document": {"B": document}, "collection": COLLECTION}
        changed = self.client.exceptions.ConditionalCheckFailedException
        with translated("write a record"), suppress(changed):
            self.client.put_item(
                TableName=self._table,
                Item=item,
                ConditionExpression="(attribute_not_exists(#form) OR #form <= :form) AND "
                "(attribute_not_exists(#stopped) OR #stopped <= :stopped)",
                ExpressionAttributeNames={"#form": "form", "#stopped": "stopped_at"},
                ExpressionAttributeValues={
                    ":form": item["form"],
                    ":stopped": item["stopped_at"],
                },
            )

    def page(self, span: Span, token: str | None) -> RecordPage:
        """Return one page of what was recorded of a span."""
        low = _bound(span.since, FIRST)
        high = _bound(span.until, LAST)
        if span.after:
            high = min(high, _placed(span.after.started_at, span.after.name))
        if low > high:
            return RecordPage((), None)
        begin: dict[str, Any] = {"ExclusiveStartKey": json.loads(token)} if token else {}
        with translated("list the records"):
            answer = self.client.query(
                TableName=self._table,
                IndexName=INDEX,
                KeyConditionExpression="#collection = :all AND #placed BETWEEN :low AND :high",
                ExpressionAttributeNames={"#collection": "collection", "#placed": "placed"},
                ExpressionAttributeValues={
                    ":all": COLLECTION,
                    ":low": {"S": low},
                    ":high": {"S": high},
                },
                ScanIndexForward=not span.newest_first,
                Limit=PAGE,
                **begin,
            )
            entries = [entry for item in answer["Items"] if (entry := _entry(item))]
            last = answer.get("LastEvaluatedKey")
        if span.after:
            entries = [e for e in entries if place(e) != place(span.after)]
        return RecordPage(tuple(entries), json.dumps(last) if last else None)

    def bookmark(self) -> Bookmark:
        """Return how far the keeper has come.

        An empty bookmark, where there is none, or where somebody wrote one in another form.
        """
        with translated("read the keeper's bookmark"):
            answer = self.client.get_item(TableName=self._table, Key=BOOKMARK, ConsistentRead=True)
            text = answer.get("Item", {}).get("bookmark", {}).get("S")
            at = answered_at(answer)
        with suppress(ValueError):
            return replace(from_plain(Bookmark, json.loads(text or "{}")), answered_at=at)
        return Bookmark(answered_at=at)

    def put_bookmark(self, bookmark: Bookmark) -> None:
        """Keep a bookmark over the earlier one."""
        text = json.dumps(to_plain(replace(bookmark, answered_at=None)))
        with translated("write the keeper's bookmark"):
            self.client.put_item(TableName=self._table, Item={**BOOKMARK, "bookmark": {"S": text}})


def _text(moment: datetime) -> str:
    """Return a time as text that is sorted by time."""
    utc = moment.astimezone(timezone.utc)
    return utc.isoformat(timespec="microseconds").replace("+00:00", "Z")


def _bound(moment: datetime | None, otherwise: str) -> str:
    """Return the text of a time. In UTC, the first and the last there are may be of no year."""
    with suppress(OverflowError):
        return _text(moment) if moment else otherwise
    return FIRST if moment and moment.year == MINYEAR else LAST


def _placed(started_at: datetime, name: str) -> str:
    return f"{_text(started_at)} {name}"


def _entry(item: Mapping[str, Any]) -> ListEntry | None:
    """Read an item of the index; one that somebody wrote by hand, and not in this form, is none."""
    texts = {name: value.get("S") for name, value in item.items()}
    with suppress(KeyError, ValueError):
        outcome = texts.get("outcome")
        return ListEntry(
            name=item["name"]["S"],
            started_at=datetime.fromisoformat(item["placed"]["S"].partition(" ")[0]),
            stopped_at=datetime.fromisoformat(item["stopped_at"]["S"]),
            status=ExecutionStatus(item["status"]["S"]),
            outcome=Outcome(outcome) if outcome else None,
            trigger=Trigger(item["trigger"]["S"]),
            requested_by=texts.get("requested_by"),
            reason=texts.get("reason"),
        )
    return None
