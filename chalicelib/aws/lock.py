"""The lock that lets one refresh run at a time: an item that the state machine writes."""

from typing import TYPE_CHECKING

from chalicelib.aws.errors import translated

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


class Lock:
    """The lock, read only: the state machine takes and releases it."""

    def __init__(self, client: "DynamoDBClient", table: str) -> None:
        self.client = client
        self._table = table

    def holder(self) -> str | None:
        """Return the name of the execution that took it last and has not released it.

        An execution that was stopped does not release it: one that has ended holds nothing.
        """
        with translated("read the lock"):
            answer = self.client.get_item(
                TableName=self._table, Key={"lock": {"S": "refresh"}}, ConsistentRead=True
            )
            item = answer.get("Item")
            return item["holder"]["S"].rpartition(":")[2] if item else None
