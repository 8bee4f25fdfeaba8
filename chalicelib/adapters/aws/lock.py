"""The lock that lets one refresh run at a time: an item of a table."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any

from chalicelib.adapters.aws.errors import translated
from chalicelib.adapters.aws.moments import moment_of, text_of
from chalicelib.adapters.aws.state_machine import execution_arn
from chalicelib.domain.lock import AWAITED_SECONDS, HeldLock

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

KEY: Mapping[str, Any] = {"lock": {"S": "refresh"}}
AWAITED = timedelta(seconds=AWAITED_SECONDS)


def _now() -> datetime:
    return datetime.now(timezone.utc)


class Lock:
    """The lock. Its attributes are those of refresh.asl.yaml, which takes and releases it too."""

    def __init__(
        self,
        client: "DynamoDBClient",
        table: str,
        state_machine_arn: str,
        clock: Callable[[], datetime] = _now,
    ) -> None:
        self.client = client
        self._table = table
        self._state_machine_arn = state_machine_arn
        self._clock = clock

    def read(self) -> HeldLock | None:
        """Return the lock if somebody holds it.

        A stopped execution does not release the lock, so the holder may have ended.
        """
        with translated("read the lock"):
            answer = self.client.get_item(TableName=self._table, Key=KEY, ConsistentRead=True)
            item = answer.get("Item")
            return self._held(item) if item else None

    def take(self, name: str, dead: HeldLock | None = None) -> tuple[HeldLock, bool]:
        """Take the lock for an execution of this name, which is to be started at once.

        The lock is taken if it is free, or if it still is `dead`, whose holder no longer runs. Then
        the state machine waits for the Glue runs that the dead holder left. Return the lock as it
        is now, and whether it was taken.
        """
        now = self._clock()
        me = {"S": execution_arn(self._state_machine_arn, name)}
        until = {"S": text_of(now + AWAITED)}
        item: dict[str, Any] = {
            **KEY,
            "holder": me,
            "acquired_at": {"S": text_of(now)},
            "awaited_until": until,
        }
        # The second part is for a lost answer: boto3 then writes again.
        condition = "attribute_not_exists(holder) OR holder = :me AND awaited_until = :until"
        values = {":me": me, ":until": until}
        if dead:
            item["left_by"] = values[":dead"] = {"S": dead.holder}
            still = "attribute_not_exists(awaited_until)"
            if dead.awaited_until is not None:
                values[":awaited"] = {"S": dead.awaited_until}
                still = "awaited_until = :awaited"
            condition += f" OR holder = :dead AND {still}"
        with translated("take the lock"):
            try:
                self.client.put_item(
                    TableName=self._table,
                    Item=item,
                    ConditionExpression=condition,
                    ExpressionAttributeValues=values,
                    ReturnValuesOnConditionCheckFailure="ALL_OLD",
                )
            except self.client.exceptions.ConditionalCheckFailedException as exc:
                return self._held(dict(exc.response)["Item"]), False
        return self._held(item), True

    def give_back(self, taken: HeldLock) -> None:
        """Release the lock that `take` returned, unless its execution has taken it by now.

        A lock that was taken over goes back to its earlier holder, so that the next takeover waits
        for the Glue runs that this holder left.
        """
        changed = self.client.exceptions.ConditionalCheckFailedException
        condition = "holder = :me AND awaited_until = :until"
        values = {":me": {"S": taken.holder}, ":until": {"S": str(taken.awaited_until)}}
        with translated("give the lock back"), suppress(changed):
            if taken.left_by:
                self.client.put_item(
                    TableName=self._table,
                    Item={**KEY, "holder": {"S": taken.left_by}},
                    ConditionExpression=condition,
                    ExpressionAttributeValues=values,
                )
            else:
                self.client.delete_item(
                    TableName=self._table,
                    Key=KEY,
                    ConditionExpression=condition,
                    ExpressionAttributeValues=values,
                )

    def _held(self, item: Any) -> HeldLock:
        texts = {name: value.get("S") for name, value in item.items()}
        until = texts.get("awaited_until")
        since, end = moment_of(texts.get("acquired_at")), moment_of(until)
        if since and until is None:
            end = since + AWAITED
        awaited = end is not None and end > self._clock()
        return HeldLock(
            item["holder"]["S"], until, since if awaited else None, texts.get("left_by")
        )
