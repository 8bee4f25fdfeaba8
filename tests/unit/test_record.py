"""The record of an execution: all of it is kept, and what cannot be read is told."""

import json
import random
import zlib
from dataclasses import replace
from typing import Any

import pytest

from chalicelib.domain import record
from chalicelib.domain.execution import Execution
from chalicelib.domain.execution_input import parse_input
from chalicelib.domain.glue import JobRunState
from chalicelib.domain.history import Attempt
from chalicelib.domain.record import MAX_DOCUMENT_BYTES, Unreadable, Unrecordable, record_of
from chalicelib.domain.run_facts import RunFacts, read_run_facts
from chalicelib.domain.statuses import ExecutionStatus, StepStatus
from tests.support.events import at
from tests.support.recorded import HISTORIES, recorded

RECORDED = sorted(path.stem for path in HISTORIES.glob("*.json"))


@pytest.mark.parametrize("name", RECORDED)
def test_an_execution_is_read_as_it_was_recorded(name: str) -> None:
    execution = replace(recorded(name), revised_at=at(-5))
    assert record.decode(record.encode(execution)) == execution
    assert record_of(execution).execution is execution


@pytest.mark.parametrize("name", ["failed", "retried"])
def test_each_attempt_keeps_what_glue_said_of_its_run(name: str) -> None:
    execution = record.decode(record.encode(recorded(name)))
    facts = {attempt.run for step in execution.steps for attempt in step.attempts}
    assert facts == {RunFacts("G.1X", 10, None, None, 1)}


@pytest.mark.parametrize(
    ("said", "facts"),
    [
        ({}, None),
        ({"WorkerType": 5, "NumberOfWorkers": "10", "MaxCapacity": None, "DPUSeconds": True}, None),
        ({"MaxCapacity": 10.0, "ExecutionTime": 3540}, RunFacts(None, None, 10.0, None, 3540)),
        (
            {"WorkerType": "G.2X", "NumberOfWorkers": 4, "DPUSeconds": 1234.5},
            RunFacts("G.2X", 4, None, 1234.5, None),
        ),
    ],
)
def test_what_glue_said_of_a_run_is_taken_where_it_is_of_its_type(
    said: dict[str, Any], facts: RunFacts | None
) -> None:
    assert read_run_facts(said) == facts


def test_words_that_are_not_known_here_are_kept() -> None:
    given = parse_input('{"trigger": "cron", "overrides": {"job1": {"--N": 5, "--L": [null]}}}')
    execution = replace(recorded("failed"), status=ExecutionStatus("PAUSED"), input=given)
    read = record.decode(record.encode(execution))
    assert (read, read.status, read.input.trigger) == (execution, "PAUSED", "cron")


def test_an_input_that_nobody_can_read_is_kept() -> None:
    given = parse_input('{"skip": "all", "overrides": {"job1": 5}, "only": ["ä\\u0000"]}')
    execution = replace(recorded("failed"), input=given)
    assert record.decode(record.encode(execution)) == execution


def plain(execution: Execution) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(zlib.decompress(record.encode(execution)))
    return document


def packed(document: Any) -> bytes:
    return zlib.compress(json.dumps(document).encode())


def test_fields_that_a_reader_does_not_know_are_passed_over_and_others_have_their_default() -> None:
    execution = replace(recorded("failed"), revised_at=at(0))
    document = plain(execution)
    document["signed"] = "by nobody"
    document["execution"]["cost_usd"] = 5
    del document["execution"]["revised_at"]
    for step in document["execution"]["steps"]:
        del step["attempts_left_out"]
        for attempt in step["attempts"]:
            attempt["queue"] = attempt.pop("run")
    read = record.decode(packed(document))
    assert read.revised_at is None
    assert {a.run for step in read.steps for a in step.attempts} == {None}
    assert [step.status for step in read.steps] == [step.status for step in execution.steps]


CORRUPT = {
    "nothing": b"",
    "no_bytes_of_ours": b"{}",
    "cut_off": record.encode(recorded("failed"))[:-20],
    "no_object": packed([]),
    "empty": packed({"form": 1}),
    "no_execution": packed({"form": 1, "execution": []}),
    "half_an_execution": packed({"form": 1, "execution": {"name": "a"}}),
    "a_time_that_is_none": packed(
        {**plain(recorded("failed")), "execution": {"name": "a", "started_at": "soon"}}
    ),
    "too_deep": zlib.compress(b"[" * 100_000),
}


@pytest.mark.parametrize("kind", CORRUPT)
def test_a_corrupt_record_is_told_as_such(kind: str) -> None:
    with pytest.raises(Unreadable):
        record.decode(CORRUPT[kind])


def test_a_record_of_a_newer_form_is_left_alone() -> None:
    document = {**plain(recorded("failed")), "form": record.FORM + 1}
    with pytest.raises(Unreadable, match="form 2"):
        record.decode(packed(document))


def with_attempts(execution: Execution, number: int, message_characters: int) -> Execution:
    """Return it with so many attempts of each step, whose messages cannot be compressed."""
    noise = random.Random(1)

    def attempt(n: int) -> Attempt:
        message = noise.randbytes(message_characters // 2).hex()
        return Attempt(n, StepStatus.FAILED, at(n), at(n + 1), f"jr_{n}", "E", message)

    attempts = tuple(attempt(n + 1) for n in range(number))
    steps = tuple(replace(step, attempts=attempts) for step in execution.steps)
    return replace(execution, steps=steps)


def test_a_record_that_would_be_too_large_is_without_the_oldest_attempts_and_says_so() -> None:
    # 25,000 events, the most that an execution can have, are 4,000 attempts at most.
    execution = with_attempts(recorded("failed"), 500, 400)
    kept = record_of(execution)
    assert len(record.encode(execution)) > MAX_DOCUMENT_BYTES >= len(kept.document)
    read = record.decode(kept.document)
    assert read == kept.execution
    for step, full in zip(read.steps, execution.steps, strict=True):
        assert 0 < step.attempts_left_out < 500
        assert step.attempts == full.attempts[step.attempts_left_out :]
        assert replace(step, attempts=full.attempts, attempts_left_out=0) == full
    assert replace(read, steps=execution.steps) == execution


def test_as_many_attempts_are_kept_as_there_is_room_for() -> None:
    execution = with_attempts(recorded("failed"), 500, 400)
    assert len(record_of(execution).document) > MAX_DOCUMENT_BYTES / 3


def test_the_last_attempt_of_each_step_is_kept_whatever_becomes_of_the_record() -> None:
    with pytest.raises(Unrecordable):
        record_of(with_attempts(recorded("failed"), 1, 200_000))


def test_text_that_is_not_unicode_cannot_be_recorded() -> None:
    with pytest.raises(Unrecordable):
        record_of(replace(recorded("failed"), cause="\ud800"))


def test_a_run_that_is_waited_for_is_kept_as_the_rest() -> None:
    document = plain(recorded("failed"))
    run = {"job_name": "j", "id": "jr_1", "state": "NEW", "arguments": dict[str, str]()}
    document["execution"]["waiting_for"] = [run]
    (read,) = record.decode(packed(document)).waiting_for
    assert (read.state, read.previous_run_id) == (JobRunState("NEW"), None)
