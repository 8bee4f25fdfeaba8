"""The way that a value takes through the files of what ships, as the running code shows it."""

import inspect
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import FrameType
from typing import Any

SHIPPED = Path(__file__).parent.parent.parent / "chalicelib"


@dataclass
class Walk:
    """Which file handed a value to which other one, in their order.

    `way_in` ends with the first call of `turn`, an operation of AWS; there begins the `way_out`.
    """

    way_in: list[tuple[str, str]] = field(default_factory=list)
    way_out: list[tuple[str, str]] = field(default_factory=list)
    turned: bool = False

    def add(self, giver: str, receiver: str) -> None:
        way = self.way_out if self.turned else self.way_in
        if (giver, receiver) not in way:
            way.append((giver, receiver))


@contextmanager
def walk_of(is_it: Callable[[Any], bool], client: Any, turn: str) -> Iterator[Walk]:
    """Give the walk of whatever `is_it` knows, as an argument or inside one, in this process.

    `client` is asked for the operation `turn`, such as "StartExecution".
    """
    walk = Walk()

    def note(frame: FrameType, event: str, _: object) -> None:
        if event != "call" or (receiver := _file(frame)) is None:
            return
        caller = next((caller for caller in _callers(frame) if _file(caller)), None)
        giver = _file(caller) if caller else None
        if not caller or not giver or giver == receiver or not _calls(caller, frame):
            return
        if any(_holds(is_it, value) for value in _arguments(frame)):
            walk.add(giver, receiver)

    def turned(**_: object) -> None:
        walk.turned = True

    event = f"after-call.*.{turn}"
    client.meta.events.register(event, turned)
    threading.setprofile(note)
    sys.setprofile(note)
    try:
        yield walk
    finally:
        sys.setprofile(None)
        threading.setprofile(None)
        client.meta.events.unregister(event, turned)


def _file(frame: FrameType) -> str | None:
    return _below_shipped(frame.f_code.co_filename)


@cache
def _below_shipped(file: str) -> str | None:
    return Path(file).relative_to(SHIPPED).as_posix() if SHIPPED in Path(file).parents else None


def _callers(frame: FrameType) -> Iterator[FrameType]:
    caller = frame.f_back
    while caller:
        yield caller
        caller = caller.f_back


def _calls(caller: FrameType, frame: FrameType) -> bool:
    """Return whether what seems to call has done so: a generator runs where its values are taken.

    That may be far from where it was given its arguments, in code that does not know it.
    """
    if not frame.f_code.co_flags & inspect.CO_GENERATOR:
        return True
    known = caller.f_globals.get(frame.f_code.co_name)
    return getattr(known, "__code__", None) is frame.f_code


def _arguments(frame: FrameType) -> Iterator[Any]:
    given = inspect.getargvalues(frame)
    names = [*given.args, *filter(None, (given.varargs, given.keywords))]
    yield from (given.locals[name] for name in names if name in given.locals)


def _holds(is_it: Callable[[Any], bool], value: Any, depth: int = 8) -> bool:
    if is_it(value):
        return True
    if depth == 0:
        return False
    if isinstance(value, dict):
        inner = [*value, *value.values()]
    elif isinstance(value, list | tuple):
        inner = [*value]
    elif type(value).__module__.startswith("chalicelib.") and hasattr(value, "__dict__"):
        inner = [*vars(value).values()]
    else:
        return False
    return any(_holds(is_it, part, depth - 1) for part in inner)
