"""Corrections of moto's DynamoDB."""

from collections.abc import Callable
from threading import RLock
from typing import Any

from moto.dynamodb.exceptions import HashKeyTooLong
from moto.dynamodb.limits import HASH_KEY_MAX_LENGTH

from local.emulator.declaring import Fix, Replacement

BACKEND = "moto.dynamodb.models:DynamoDBBackend"

_one_at_a_time = RLock()


def _in_turn(original: Callable[..., Any]) -> Callable[..., Any]:
    def call(*args: Any, **kwargs: Any) -> Any:
        with _one_at_a_time:
            return original(*args, **kwargs)

    return call


CONDITIONS_HOLD_UNTIL_THE_WRITE = Fix(
    name="conditions_hold_until_the_write",
    service="DynamoDB",
    moto="Another write can happen between the check of a condition and its write.",
    aws="A conditional write is atomic: if only one of several writes can meet it, one succeeds.",
    docs="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/"
    "WorkingWithItems.html#WorkingWithItems.ConditionalUpdate",
    replacements=tuple(
        Replacement(BACKEND, method, _in_turn)
        for method in ("get_item", "put_item", "update_item", "delete_item")
    ),
)


def _get_keys_value(original: Callable[..., Any]) -> Callable[..., Any]:
    def read(*args: Any, **kwargs: Any) -> Any:
        hash_key, range_key = original(*args, **kwargs)
        if hash_key.size() > HASH_KEY_MAX_LENGTH:
            raise HashKeyTooLong
        return hash_key, range_key

    return read


KEYS_HAVE_A_LIMIT = Fix(
    name="keys_have_a_limit",
    service="DynamoDB",
    moto="GetItem accepts a key of any length, and finds nothing.",
    aws="A partition key of more than 2,048 bytes is a `ValidationException`.",
    docs="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html",
    replacements=(Replacement(BACKEND, "get_keys_value", _get_keys_value),),
)


def _false_of_two_types(original: Callable[..., Any]) -> Callable[..., Any]:
    def compare(*args: Any) -> Any:
        try:
            return original(*args)
        except TypeError:
            return False

    return compare


COMPARISONS = "moto.dynamodb.comparisons"

VALUES_OF_TWO_TYPES_DO_NOT_COMPARE = Fix(
    name="values_of_two_types_do_not_compare",
    service="DynamoDB",
    moto="A condition that compares values of two types is an internal error.",
    aws="A condition that compares values of two types is not met.",
    docs="https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Condition.html",
    replacements=tuple(
        Replacement(f"{COMPARISONS}:{name}", "expr", _false_of_two_types)
        for name in (
            *("OpLessThan", "OpLessThanOrEqual", "OpGreaterThan", "OpGreaterThanOrEqual"),
            "FuncBetween",
        )
    ),
)

FIXES = (
    CONDITIONS_HOLD_UNTIL_THE_WRITE,
    KEYS_HAVE_A_LIMIT,
    VALUES_OF_TWO_TYPES_DO_NOT_COMPARE,
)
