from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import replace

import pytest

from chalicelib.api import cursor
from chalicelib.domain.listing import Filters, Position
from chalicelib.domain.statuses import ExecutionStatus
from chalicelib.errors import BadRequest
from tests.support.events import at

ARN = "arn:aws:states:us-east-1:123456789012:stateMachine:m"
FILTERS = Filters(ExecutionStatus.FAILED, since=at(0))
POSITION = Position(at(1.234567), "manual-1")
CURSOR = cursor.encode(POSITION, FILTERS, ARN)


def test_a_cursor_gives_back_its_position() -> None:
    assert cursor.decode(CURSOR, FILTERS, ARN) == POSITION


@pytest.mark.parametrize(
    "forged", ["", "x", "é", CURSOR[:-3], CURSOR[1:], CURSOR + "A", "AAAA" * 20]
)
def test_a_cursor_that_was_cut_off_or_altered_is_refused(forged: str) -> None:
    with pytest.raises(BadRequest):
        cursor.decode(forged, FILTERS, ARN)


def test_a_cursor_with_another_position_is_refused() -> None:
    raw = urlsafe_b64decode(CURSOR + "=" * (-len(CURSOR) % 4)).replace(b"manual-1", b"manual-2")
    with pytest.raises(BadRequest):
        cursor.decode(urlsafe_b64encode(raw).decode().rstrip("="), FILTERS, ARN)


def test_cursors_stay_good_over_releases() -> None:
    """They are in links that people keep, and in pages that are open during a deployment."""
    pinned = "rLVKkwr3lA9KpSrWMjAyNi0xMS0wMVQwMjowMDowMS4yMzQ1NjcrMDA6MDAgbWFudWFsLTE"
    assert cursor.encode(POSITION, Filters(), ARN) == pinned
    assert cursor.decode(pinned, Filters(), ARN) == POSITION


def test_a_cursor_of_another_list_is_refused() -> None:
    for filters, arn in ((replace(FILTERS, status=None), ARN), (FILTERS, ARN + "2")):
        with pytest.raises(BadRequest, match="with the same filters"):
            cursor.decode(CURSOR, filters, arn)
