"""Where moto's DynamoDB is not like AWS's."""

from collections.abc import Callable
from threading import RLock
from typing import Any

from local.emulator.declaring import Fix, Replacement

BACKEND = "moto.dynamodb.models:DynamoDBBackend"

_one_at_a_time = RLock()


def _in_turn(original: Callable[..., Any]) -> Callable[..., Any]:
    def call(*given: Any, **named: Any) -> Any:
        with _one_at_a_time:
            return original(*given, **named)

    return call


CONDITIONS_HOLD_UNTIL_THE_WRITE = Fix(
    name="conditions_hold_until_the_write",
    service="DynamoDB",
    moto="Between the look at a condition and its write, another write can come.",
    aws="Of several writes with a condition that only one can meet, one succeeds.",
    docs="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/"
    "WorkingWithItems.html#WorkingWithItems.ConditionalUpdate",
    replacements=tuple(
        Replacement(BACKEND, method, _in_turn)
        for method in ("get_item", "put_item", "update_item", "delete_item")
    ),
)

FIXES = (CONDITIONS_HOLD_UNTIL_THE_WRITE,)
