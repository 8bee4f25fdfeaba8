"""Faults of what is in memory."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


@contextmanager
def failing(
    fake: object, method: str, error: BaseException, *, done: bool = False
) -> Iterator[None]:
    """Have a method of a fake raise this error; with `done`, after it has done what it does."""
    original = getattr(fake, method)

    def fail(*given: Any, **named: Any) -> Any:
        if done:
            original(*given, **named)
        raise error

    setattr(fake, method, fail)
    try:
        yield
    finally:
        delattr(fake, method)
