"""Fixes of the emulator: their declaration, installation and removal."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pkgutil import resolve_name
from threading import Lock
from typing import Any

Undo = Callable[[], None]
_ABSENT = object()


class Kind(StrEnum):
    """The purpose of a fix."""

    CORRECTION = "correction"  # the emulator behaves differently from AWS
    SIMULATION = "simulation"  # AWS would work for hours, and the emulator needs a substitute
    SPEED = "speed"  # the emulator's answers are right, but slow


@dataclass(frozen=True)
class Replacement:
    """One attribute of the emulator, or one key of a dictionary, to replace.

    `owner` is the object that has it, as in "package.module:Class". `make` takes the original, or
    `None` if there is none, and returns the new value.
    """

    owner: str
    name: str
    make: Callable[[Any], Any]

    def install(self) -> Undo:
        """Replace the original, and return a function that restores it."""
        owner = resolve_name(self.owner)
        if isinstance(owner, dict):
            original = owner.get(self.name, _ABSENT)
            owner[self.name] = self.make(None if original is _ABSENT else original)
            return lambda: _put_back(owner.__setitem__, owner.__delitem__, self.name, original)
        # From `vars`: `getattr` would bind a static method and compute a property.
        original = vars(owner).get(self.name, _ABSENT)
        setattr(owner, self.name, self.make(getattr(owner, self.name, None)))
        return lambda: _put_back(
            lambda name, value: setattr(owner, name, value),
            lambda name: delattr(owner, name),
            self.name,
            original,
        )


def _put_back(
    put: Callable[[str, Any], None], remove: Callable[[str], None], name: str, original: Any
) -> None:
    if original is _ABSENT:
        remove(name)
    else:
        put(name, original)


@dataclass(frozen=True)
class Fix:
    """One change of the emulator, with its reason.

    `service` is AWS's name of the service. `moto` says what the emulator does. `aws` says what AWS
    does; for a simulation or a fix for speed, what the emulator does with the fix. `docs` is AWS's
    page about it. `upstream` lists moto's issues and pull requests. If moto loads the package late,
    `package` names it, and the fix is installed after it.
    """

    name: str
    service: str
    moto: str
    aws: str
    replacements: tuple[Replacement, ...]
    kind: Kind = Kind.CORRECTION
    docs: str | None = None
    upstream: tuple[str, ...] = ()
    package: str | None = None


class Fixes:
    """The fixes that are installed in this process, which has one emulator."""

    def __init__(self) -> None:
        self._undo: dict[str, list[Undo]] = {}
        self._lock = Lock()

    def install(self, fix: Fix) -> None:
        """Install a fix, unless it is installed already."""
        with self._lock:
            if fix.name not in self._undo:
                self._undo[fix.name] = [part.install() for part in fix.replacements]

    def undo(self, fix: Fix) -> None:
        """Remove a fix, if it is installed."""
        with self._lock:
            for undo in reversed(self._undo.pop(fix.name, [])):
                undo()

    @contextmanager
    def without(self, fix: Fix) -> Iterator[None]:
        """Remove a fix, and install it again at the end of the context."""
        self.undo(fix)
        try:
            yield
        finally:
            self.install(fix)
