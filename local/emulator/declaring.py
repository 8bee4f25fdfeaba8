"""How a fix of the emulator is declared, put in place and taken out again."""

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
    """What a fix is for."""

    MEND = "mend"  # the emulator does otherwise than AWS
    SIMULATION = "simulation"  # it does nothing of its own where AWS would work for hours
    SPEED = "speed"  # it answers the same, and takes longer than it need


@dataclass(frozen=True)
class Replacement:
    """One attribute of the emulator, or one key of a dictionary, that is replaced.

    `owner` is where it is, as in "package.module:Class". `make` is handed the original, `None`
    where there was none, and returns what takes its place.
    """

    owner: str
    name: str
    make: Callable[[Any], Any]

    def install(self) -> Undo:
        """Replace it, and return what puts back exactly what was there."""
        owner = resolve_name(self.owner)
        if isinstance(owner, dict):
            original = owner.get(self.name, _ABSENT)
            owner[self.name] = self.make(None if original is _ABSENT else original)
            return lambda: _put_back(owner.__setitem__, owner.__delitem__, self.name, original)
        # As it stands there: a static method or a property would come bound or computed.
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
    """A place where the emulator is not as it should be, and what is put there.

    `service` is what AWS calls it. `moto` says what the emulator does, `aws` what AWS does, or what
    the fix does where AWS is no measure. `docs` is AWS's page on it and `upstream` are moto's own
    issues and pull requests, where there are any. `package` is the part of moto that it is about: a
    fix of one that is loaded late is put in place only then.
    """

    name: str
    service: str
    moto: str
    aws: str
    replacements: tuple[Replacement, ...]
    kind: Kind = Kind.MEND
    docs: str | None = None
    upstream: tuple[str, ...] = ()
    package: str | None = None


class Fixes:
    """The fixes that are in place in this process; there is one emulator in it."""

    def __init__(self) -> None:
        self._undo: dict[str, list[Undo]] = {}
        self._lock = Lock()

    def install(self, fix: Fix) -> None:
        """Put a fix in place; nothing happens where it is."""
        with self._lock:
            if fix.name not in self._undo:
                self._undo[fix.name] = [part.install() for part in fix.replacements]

    def undo(self, fix: Fix) -> None:
        """Take a fix out; nothing happens where it is not in place."""
        with self._lock:
            for undo in reversed(self._undo.pop(fix.name, [])):
                undo()

    @contextmanager
    def without(self, fix: Fix) -> Iterator[None]:
        """Take a fix out for as long as this lasts."""
        self.undo(fix)
        try:
            yield
        finally:
            self.install(fix)
