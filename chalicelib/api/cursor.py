"""The cursor of a list: where the next page begins, as an opaque text.

It holds a position and a digest of the list it belongs to. It is not signed: the position gives
no more than `until` does. The digest tells a cursor that was cut off, altered or taken from
another list.
"""

import hashlib
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import fields
from datetime import datetime

from chalicelib.domain.listing import Filters, Position
from chalicelib.errors import BadRequest

DIGEST_BYTES = 12


def encode(position: Position, filters: Filters, state_machine_arn: str) -> str:
    """Return the cursor of the page after `position`."""
    text = f"{position.started_at.isoformat()} {position.name}"
    digest = _digest(text, filters, state_machine_arn)
    return urlsafe_b64encode(digest + text.encode()).decode().rstrip("=")


def decode(cursor: str, filters: Filters, state_machine_arn: str) -> Position:
    """Return the position that a cursor holds.

    Raises:
        BadRequest: it is not a cursor of this list with these filters.
    """
    try:
        raw = urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        text = raw[DIGEST_BYTES:].decode()
        if raw[:DIGEST_BYTES] == _digest(text, filters, state_machine_arn):
            started_at, _, name = text.partition(" ")
            return Position(datetime.fromisoformat(started_at), name)
    except ValueError:
        pass  # neither base64 nor text: a wrong cursor like any other
    raise BadRequest(
        "cursor: not one of this list; send next_cursor unchanged, with the same filters"
    )


def _digest(text: str, filters: Filters, state_machine_arn: str) -> bytes:
    # Only filters that are set, by their names and plain values: a new filter, or another type of
    # one, leaves the cursors of other lists as they are.
    values = {f.name: getattr(filters, f.name) for f in fields(filters)}
    chosen = {name: str(value) for name, value in sorted(values.items()) if value is not None}
    listed = json.dumps([state_machine_arn, chosen, text])
    return hashlib.sha256(listed.encode()).digest()[:DIGEST_BYTES]
