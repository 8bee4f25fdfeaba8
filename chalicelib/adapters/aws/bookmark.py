"""The keeper's bookmark: an item of the table of records, which no list has."""

import json
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from chalicelib.adapters.aws.date_header import told_at
from chalicelib.adapters.aws.errors import translated
from chalicelib.adapters.aws.lease import lease_key
from chalicelib.domain.keeping import Bookmark
from chalicelib.domain.plain_data import from_plain, to_plain

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

KEY = lease_key("bookmark")


def read_bookmark(client: "DynamoDBClient", table: str) -> Bookmark:
    """Return the bookmark; an empty one where there is none, or where it has another form."""
    with translated("read the keeper's bookmark"):
        answer = client.get_item(TableName=table, Key=KEY, ConsistentRead=True)
        text = answer.get("Item", {}).get("bookmark", {}).get("S")
        told = told_at(answer)
    with suppress(ValueError):
        return replace(from_plain(Bookmark, json.loads(text or "{}")), told_at=told)
    return Bookmark(told_at=told)


def write_bookmark(client: "DynamoDBClient", table: str, bookmark: Bookmark) -> None:
    """Write the bookmark over the earlier one."""
    text = json.dumps(to_plain(replace(bookmark, told_at=None)))
    with translated("write the keeper's bookmark"):
        client.put_item(TableName=table, Item={**KEY, "bookmark": {"S": text}})
