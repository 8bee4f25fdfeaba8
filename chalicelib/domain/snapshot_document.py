"""The document of a snapshot: bytes that can be kept.

They are lines of JSON, compressed: the first has the list, and each of the others an execution. So
a reader can leave alone the lines that it has read before, which are most of them. Fields can be
added, as to a record. A change that old readers would get wrong makes a new form. Each form is kept
for itself, so that two releases do not write over each other.
"""

import hashlib
import json
import zlib
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

from chalicelib.domain.execution import Execution, ExecutionListItem
from chalicelib.domain.plain_data import from_plain, to_plain
from chalicelib.domain.record import Unreadable, Unrecordable, trimmed
from chalicelib.domain.snapshot import Kept, Snapshot

FORM = 1
# An item of DynamoDB has 400 KB at most. What is read more often than a record is kept smaller.
MAX_DOCUMENT_BYTES = 300 * 1024


@dataclass(frozen=True)
class _List:
    """The first line."""

    items: tuple[ExecutionListItem, ...]
    running: tuple[ExecutionListItem, ...]
    whole: bool


def serialize(
    snapshot: Snapshot, before: Snapshot | None = None, version_kept: str | None = None
) -> tuple[Snapshot, Kept | None]:
    """Return a snapshot as readers will have it, and as it is to be kept, if it is not yet.

    An execution that it lacks is as it was before, if its item is. One that has text that is not
    Unicode is told by its item alone. Where the snapshot would be too large, it is without the
    older half of its items, as often as needed. Then what runs is without its oldest attempts, or
    is told by its item alone.
    """
    parts = _ever_smaller(snapshot)
    while True:
        snapshot = next(parts)
        lines = _lines_of(snapshot, before)
        text = _text(snapshot, lines)
        version = _version(text)
        executions = _Lines(lines, snapshot.executions, before)
        versioned = replace(snapshot, version=version, executions=executions)
        if version == version_kept:
            return versioned, None
        document = zlib.compress(text)
        if len(document) <= MAX_DOCUMENT_BYTES:
            return versioned, Kept(version, snapshot.as_of, document)


def parse(kept: Kept, before: Snapshot | None = None) -> Snapshot:
    """Return the snapshot that is kept. What is as it was `before` is not read again.

    Raises:
        Unreadable: saying why.
    """
    try:
        text = zlib.decompress(kept.document)
        if _version(text) != kept.version:
            raise Unreadable("it is corrupt: it is not what was written")
        first, *lines = text.split(b"\n")
        head = json.loads(first)
        listed = from_plain(_List, head["list"])
        by_name = dict(zip(head["names"], lines, strict=True))
    except (zlib.error, ValueError, KeyError, TypeError) as exc:
        raise Unreadable(f"it is corrupt: {type(exc).__name__}") from exc
    executions = _Lines(by_name, {}, before)
    return Snapshot(
        kept.as_of, kept.version, listed.items, listed.running, listed.whole, executions
    )


class _Lines(Mapping[str, Execution]):
    """Executions that are read when they are first asked for. Safe to share by threads."""

    def __init__(
        self, lines: Mapping[str, bytes], known: Mapping[str, Execution], before: Snapshot | None
    ) -> None:
        self.lines = lines
        # Of a snapshot that was too large, more is known than it has.
        self.known = {name: found for name, found in known.items() if name in lines}
        if before and isinstance(before.executions, _Lines):
            of_before = before.executions.lines
            for name, execution in list(before.executions.known.items()):
                if lines.get(name) == of_before[name]:
                    self.known.setdefault(name, execution)

    def __getitem__(self, name: str) -> Execution:
        """Return an execution.

        Raises:
            KeyError: there is none of this name.
            Unreadable: it is of a newer release, which knows more.
        """
        found = self.known.get(name)
        if found is None:
            line = self.lines[name]
            try:
                found = self.known[name] = from_plain(Execution, json.loads(line))
            except (ValueError, KeyError, RecursionError) as exc:
                raise Unreadable(f"an execution of the snapshot: {type(exc).__name__}") from exc
        return found

    def __contains__(self, name: object) -> bool:
        return name in self.lines

    def __iter__(self) -> Iterator[str]:
        return iter(self.lines)

    def __len__(self) -> int:
        return len(self.lines)


def _lines_of(snapshot: Snapshot, before: Snapshot | None) -> dict[str, bytes]:
    lines = {}
    for name, item in snapshot.by_name.items():
        if found := snapshot.executions.get(name):
            with suppress(ValueError):  # it has text that is not Unicode
                lines[name] = _json(to_plain(found))
        elif before and isinstance(before.executions, _Lines) and before.has_as_is(item):
            lines[name] = before.executions.lines[name]
    return lines


def _text(snapshot: Snapshot, lines: Mapping[str, bytes]) -> bytes:
    listed = _List(snapshot.items, snapshot.running, snapshot.whole)
    first = _json({"list": to_plain(listed), "names": list(lines)})
    return b"\n".join([first, *lines.values()])


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()


def _version(text: bytes) -> str:
    return hashlib.sha256(text).hexdigest()[:32]


def _ever_smaller(snapshot: Snapshot) -> Iterator[Snapshot]:
    """Yield a snapshot, and then less and less of it; the last is small for sure."""
    yield snapshot
    while snapshot.items:
        snapshot = replace(snapshot, items=snapshot.items[: len(snapshot.items) // 2], whole=False)
        yield snapshot
    # They share the room; some of it is for their items.
    max_bytes = MAX_DOCUMENT_BYTES // (len(snapshot.running) + 2)
    executions = {}
    for item in snapshot.running:
        if found := snapshot.executions.get(item.name):
            with suppress(Unrecordable):
                executions[item.name] = trimmed(found, max_bytes)
    yield replace(snapshot, executions=executions)
    yield replace(snapshot, executions={})
