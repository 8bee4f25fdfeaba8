"""What the probes call the embedded AWS with."""

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from itertools import count
from pkgutil import resolve_name
from threading import Thread
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

from local.provisioning import create_job
from tests.support.waiting import HANG_SECONDS

ROLE = "arn:aws:iam::123456789012:role/probe"
JOB_SECONDS = 0.5
A_DAY = 86400
# How long somebody who comes in between may take, where the fix lets nobody in.
COMING_IN_SECONDS = 1

Definition = dict[str, Any]
_numbers = count()


class Patience:
    """How long an execution, or an answer, is waited for. With all fixes only a hang gets there."""

    seconds: float = HANG_SECONDS


@cache
def client(service: str) -> Any:
    config = Config(
        connect_timeout=Patience.seconds,
        read_timeout=Patience.seconds,
        retries={"total_max_attempts": 1},
    )
    return boto3.client(service, config=config)  # type: ignore[call-overload]


def unique(name: str) -> str:
    return f"{name}-{next(_numbers)}"


def job(**more: Any) -> str:
    name = unique("probe")
    create_job(name, **more)
    return name


def machine(state: Definition, **more: Any) -> str:
    definition = {"StartAt": "only", "States": {"only": state}, **more}
    answer = client("stepfunctions").create_state_machine(
        name=unique("probe"), definition=json.dumps(definition), roleArn=ROLE
    )
    arn: str = answer["stateMachineArn"]
    return arn


def started(machine_arn: str) -> str:
    answer = client("stepfunctions").start_execution(
        stateMachineArn=machine_arn, name="probe", input="{}"
    )
    arn: str = answer["executionArn"]
    return arn


def execution_of(machine_arn: str) -> str:
    return f"{machine_arn.replace('stateMachine', 'execution')}:probe"


def seen(look: Callable[[], Any]) -> Any:
    """Look until there is something to see, but not for long."""
    deadline = time.monotonic() + Patience.seconds
    while not (found := look()) and time.monotonic() < deadline:
        time.sleep(0.05)
    return found


def ended(execution_arn: str) -> dict[str, Any]:
    def look() -> dict[str, Any]:
        found = client("stepfunctions").describe_execution(executionArn=execution_arn)
        return dict(found) if found["status"] != "RUNNING" else {}

    return dict(seen(look))


def event_types(execution_arn: str) -> list[str]:
    history = client("stepfunctions").get_execution_history(executionArn=execution_arn)
    return [event["type"] for event in history["events"]]


@contextmanager
def called_before(owner: str, method: str, call: Callable[[], Any]) -> Iterator[None]:
    """Make a call before the first call of an emulator's method."""
    kind = resolve_name(owner)
    original = getattr(kind, method)

    def call_both(*given: Any, **named: Any) -> Any:
        setattr(kind, method, original)
        call()
        return original(*given, **named)

    setattr(kind, method, call_both)
    try:
        yield
    finally:
        setattr(kind, method, original)


def stop(execution_arn: str) -> None:
    client("stepfunctions").stop_execution(executionArn=execution_arn)


@contextmanager
def overtaken(owner: str, method: str, other: Callable[[], Any]) -> Iterator[None]:
    """Have somebody else come in after the first call of an emulator's function, if that can be."""
    kind = resolve_name(owner)
    original = getattr(kind, method)
    coming = Thread(target=other, daemon=True)

    def call(*given: Any, **named: Any) -> Any:
        setattr(kind, method, original)
        found = original(*given, **named)
        coming.start()
        coming.join(COMING_IN_SECONDS)
        return found

    setattr(kind, method, call)
    try:
        yield
    finally:
        setattr(kind, method, original)
        coming.join(Patience.seconds)


def one_succeeds(
    owner: str, method: str, first: Callable[[], Any], other: Callable[[], Any]
) -> bool:
    """Return whether of two calls that come at once exactly one succeeds."""
    succeeded: list[int] = []

    def tried(number: int, call: Callable[[], Any]) -> None:
        with suppress(ClientError):
            call()
            succeeded.append(number)

    with overtaken(owner, method, lambda: tried(2, other)):
        tried(1, first)
    return len(succeeded) == 1
