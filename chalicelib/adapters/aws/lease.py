"""A lease: an item of a table. One owner holds it at a time, and it expires by itself."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from typing import TYPE_CHECKING, Any

from chalicelib.adapters.aws.errors import translated
from chalicelib.adapters.aws.moments import text_of
from chalicelib.domain.snapshot import PLAUSIBLE

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

# Attributes of the item. One that was ended has no owner.
NAMES = {"#owner": "lease_owner", "#until": "leased_until"}
NO_MORE: Mapping[str, str] = {}


def lease_key(name: str) -> dict[str, Any]:
    """Return the key of an item that is no record; executions cannot have such a name."""
    return {"name": {"S": f"#{name}"}}


class Lease:
    """The lease of this name in the table of records. Every method raises `RefreshError`s."""

    def __init__(self, client: "DynamoDBClient", table: str, name: str) -> None:
        self.client = client
        self._table = table
        self._key = lease_key(name)

    def take(self, owner: str, now: datetime, until: datetime) -> bool:
        """Take the lease, unless somebody has it `now`, and tell whether it was taken."""
        values = {":now": now, ":longest": now + PLAUSIBLE}
        # The last part is for a lost answer: boto3 then writes again.
        return self._update(
            owner,
            until,
            "attribute_not_exists(#until) OR NOT (#until > :now AND #until < :longest) "
            "OR #owner = :owner AND #until = :until",
            {name: {"S": text_of(moment)} for name, moment in values.items()},
            "#owner = :owner",
        )

    def end(self, owner: str, until: datetime, **attributes: str) -> None:
        """Let nobody take it before `until`. Do nothing if `owner` no longer holds it.

        With it, attributes of the item are written.
        """
        written = [f"#{name} = :{name}" for name in attributes]
        values = {f":{name}": {"S": text} for name, text in attributes.items()}
        names = {f"#{name}": name for name in attributes}
        self._update(
            owner, until, "#owner = :owner", values, *written, names=names, removed="#owner"
        )

    def _update(
        self,
        owner: str,
        until: datetime,
        condition: str,
        values: Mapping[str, Any],
        *assigned: str,
        names: Mapping[str, str] = NO_MORE,
        removed: str = "",
    ) -> bool:
        expression = f"SET {', '.join(['#until = :until', *assigned])}"
        changed = self.client.exceptions.ConditionalCheckFailedException
        with translated("write a lease"), suppress(changed):
            self.client.update_item(
                TableName=self._table,
                Key=self._key,
                UpdateExpression=f"{expression} REMOVE {removed}" if removed else expression,
                ConditionExpression=condition,
                ExpressionAttributeNames={**NAMES, **names},
                ExpressionAttributeValues={
                    **values,
                    ":owner": {"S": owner},
                    ":until": {"S": text_of(until)},
                },
            )
            return True
        return False
