"""The record of an execution that has ended: all that is known of it, as bytes that can be kept.

They are JSON, compressed. Fields can be added to the form: what a reader does not know it passes
over, and what the writer did not know has its default. A change that old readers would get wrong
makes a new form, which they leave alone.
"""

import json
import zlib
from dataclasses import dataclass, replace
from typing import Any

from chalicelib.domain.execution import ExecutedStep, Execution
from chalicelib.domain.plain_data import from_plain, to_plain

FORM = 1
# An item of DynamoDB has 400 KB at most; the rest is for its other attributes.
MAX_DOCUMENT_BYTES = 390 * 1024


class Unreadable(Exception):
    """A record that is corrupt, or of a newer form. `str()` of it quotes nothing of the record."""


class Unrecordable(Exception):
    """An execution that cannot be kept. `str()` of it quotes nothing of the execution."""


@dataclass(frozen=True)
class Record:
    """An execution as it is kept, and its record."""

    execution: Execution
    document: bytes


def record_of(execution: Execution) -> Record:
    """Return the record of an execution.

    Where it would be too large, it is without the oldest attempts of each step, and says so.

    Raises:
        Unrecordable: even so it is too large, or it has text that is not Unicode.
    """
    execution, document = _trimmed(execution, MAX_DOCUMENT_BYTES)
    return Record(execution, document)


def trimmed(execution: Execution, max_bytes: int) -> Execution:
    """Return an execution without the oldest attempts that would make it larger, as a record.

    Raises:
        Unrecordable: even so it is too large, or it has text that is not Unicode.
    """
    return _trimmed(execution, max_bytes)[0]


def _trimmed(execution: Execution, max_bytes: int) -> tuple[Execution, bytes]:
    document = encode(execution)
    while len(document) > max_bytes:
        attempts = max((len(step.attempts) for step in execution.steps), default=0)
        if attempts <= 1:
            raise Unrecordable(f"its record has {len(document)} bytes")
        steps = tuple(_with_newest(step, attempts // 2) for step in execution.steps)
        execution = replace(execution, steps=steps)
        document = encode(execution)
    return execution, document


def encode(execution: Execution) -> bytes:
    """Return an execution as bytes, whatever their number.

    Raises:
        Unrecordable: it has text that is not Unicode.
    """
    try:
        document = {"form": FORM, "execution": to_plain(execution)}
        return zlib.compress(json.dumps(document, ensure_ascii=False).encode())
    except ValueError as exc:
        raise Unrecordable("it has text that is not Unicode") from exc


def decode(document: bytes) -> Execution:
    """Return the execution that a record tells.

    Raises:
        Unreadable: saying why.
    """
    try:
        read: Any = json.loads(zlib.decompress(document))
        if not isinstance(read, dict) or read.get("form") != FORM:
            form = read.get("form") if isinstance(read, dict) else None
            found = f"form {form}" if isinstance(form, int) else "no form"
            raise Unreadable(f"it is of {found}, and form {FORM} is known here")
        return from_plain(Execution, read["execution"])
    except zlib.error as exc:
        raise Unreadable("it is corrupt: it cannot be decompressed") from exc
    except (ValueError, KeyError, RecursionError) as exc:
        raise Unreadable(f"it is corrupt: {type(exc).__name__}") from exc


def _with_newest(step: ExecutedStep, attempts: int) -> ExecutedStep:
    left_out = max(0, len(step.attempts) - attempts)
    return replace(
        step,
        attempts=step.attempts[left_out:],
        attempts_left_out=step.attempts_left_out + left_out,
    )
