"""No line about a record holds a value of a caller or a job."""

import json
import random
import zlib
from collections.abc import Callable
from dataclasses import replace
from typing import Any, NoReturn, cast

import pytest

from chalicelib.api.problems import PROBLEMS
from chalicelib.domain.execution import ExecutionListPage
from chalicelib.domain.listing import entry_of
from chalicelib.domain.record import FORM, MAX_DOCUMENT_BYTES
from chalicelib.domain.statuses import ExecutionStatus
from chalicelib.services.recorder import Recorder
from chalicelib.services.repository import ExecutionRepository
from tests.fakes.records import FakeRecords
from tests.fakes.state_machine import FakeStateMachine
from tests.support.failures import FAILURES, MARK, Broken
from tests.support.log import is_clean
from tests.support.recorded import recorded


class BrokenLists(FakeStateMachine):
    """Step Functions that can list nothing."""

    fail: Callable[[], NoReturn]

    def page(self, status: ExecutionStatus | None, token: str | None) -> ExecutionListPage:
        """Fail."""
        self.fail()


NAME = f"named-{MARK}"
OURS = [kind.__name__ for kind in PROBLEMS]


OF_AWS = [kind for kind in FAILURES if kind in ("botocore", "Odd", "ValidationException", *OURS)]


DONE = replace(recorded("failed"), name=NAME)


@pytest.mark.parametrize("kind", OF_AWS)
def test_what_the_table_of_records_fails_with_is_not_logged(
    kind: str, written: list[str], capfd: pytest.CaptureFixture[str]
) -> None:
    recorder = Recorder(cast("Any", Broken(FAILURES[kind])))
    assert recorder.recall([NAME]) == {}
    recorder.keep(DONE)
    is_clean(written, capfd, MARK)
    lines = [json.loads(line) for line in written]
    assert [line["level"] for line in lines] == ["WARNING"] * 2
    assert all(kind in line["detail"] or "cannot start" in line["detail"] for line in lines)


@pytest.mark.parametrize("kind", OF_AWS)
def test_what_the_list_fails_with_when_a_record_is_shown_is_not_logged(
    kind: str, written: list[str], capfd: pytest.CaptureFixture[str]
) -> None:
    recorder = Recorder(FakeRecords())
    recorder.keep(DONE)
    machine = BrokenLists()
    machine.fail = FAILURES[kind]
    assert ExecutionRepository(machine, 0, recorder=recorder).get(NAME) == DONE
    is_clean(written, capfd, MARK)
    (line,) = map(json.loads, written)
    assert kind in line["detail"] or "cannot start" in line["detail"]


def packed(document: Any) -> bytes:
    return zlib.compress(json.dumps(document).encode())


@pytest.mark.parametrize(
    ("document", "why"),
    [
        (MARK.encode(), "it is corrupt: it cannot be decompressed"),
        (zlib.compress(MARK.encode()), "it is corrupt: JSONDecodeError"),
        (packed({"form": MARK}), "it is of no form, and form 1 is known here"),
        (packed({"form": 1, "execution": {MARK: MARK}}), "it is corrupt: ValueError"),
        (
            packed({"form": 1, "execution": {"name": NAME, "started_at": MARK}}),
            "it is corrupt: ValueError",
        ),
        (packed({"form": 1, "execution": MARK}), "it is corrupt: ValueError"),
    ],
)
def test_what_a_record_of_no_use_holds_is_not_logged(
    document: bytes, why: str, written: list[str], capfd: pytest.CaptureFixture[str]
) -> None:
    records = FakeRecords()
    records.put(entry_of(DONE), FORM, document)
    assert Recorder(records).recall([NAME]) == {}
    is_clean(written, capfd, MARK)
    assert [json.loads(line)["why"] for line in written] == [why]


@pytest.mark.parametrize("cause", [f"{MARK}\ud800", MARK * 200_000])
def test_what_cannot_be_recorded_is_not_logged(
    cause: str, written: list[str], capfd: pytest.CaptureFixture[str]
) -> None:
    noise = random.Random(1).randbytes(MAX_DOCUMENT_BYTES).hex()
    attempts = DONE.steps[0].attempts[:1]
    steps = (replace(DONE.steps[0], attempts=attempts, message=noise),)
    recorder = Recorder(FakeRecords())
    recorder.keep(replace(DONE, cause=cause, steps=steps))
    is_clean(written, capfd, MARK)
    assert [json.loads(line)["message"] for line in written] == ["no record"]
