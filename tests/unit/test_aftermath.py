"""What became of an execution that failed, as the executions after it tell."""

from typing import Any

import pytest

from chalicelib.domain.aftermath import Aftermath, aftermath
from chalicelib.domain.execution import ExecutedStep, Execution
from chalicelib.domain.execution_input import read_input
from chalicelib.domain.pipeline import Step
from chalicelib.domain.statuses import ExecutionStatus, StepStatus
from tests.support.events import at

WORDS = {"s": "SUCCEEDED", "f": "FAILED", "n": "NOT_RUN", "-": "SKIPPED", "c": "CANCELLED"}


def ran(
    name: str,
    seconds: float,
    steps: str,
    resumed_from: str | None = None,
    completed_in: str | None = None,
    *,
    status: str | None = None,
    error: str | None = None,
    overrides: Any = None,
) -> Execution:
    """Return an execution of steps a, b, c, …, with a letter for how each ended.

    Where it resumed another, `completed_in` is where the steps that it skipped were completed.
    """
    ended = status or ("SUCCEEDED" if set(steps) <= {"s", "-"} else "FAILED")
    given = read_input({"resumed_from": resumed_from, "overrides": overrides or {}})
    views = tuple(
        ExecutedStep(
            step=Step(key, key, key, "stage", "job", {}, None, ()),
            arguments={},
            status=StepStatus(WORDS[letter]),
            job_run_id=None,
            started_at=None,
            stopped_at=None,
            message=None,
            attempts=(),
            completed_in=completed_in if letter == "-" else None,
        )
        for key, letter in zip("abcd", steps, strict=False)
    )
    return Execution(
        name,
        ExecutionStatus(ended),
        at(seconds),
        at(seconds + 1),
        given,
        error,
        steps=views,
    )


FIRST = ran("first", 0, "sfn")


def test_nothing_has_become_of_one_that_nobody_dealt_with() -> None:
    earlier = ran("earlier", -9, "sss")
    assert aftermath(FIRST, [earlier, FIRST]) == Aftermath(None, None)


def test_the_newest_resume_is_told_whatever_became_of_it() -> None:
    resumes = [ran(f"r{n}", n, "-fn", "first", "first") for n in (1, 2)]
    assert aftermath(FIRST, [*resumes[::-1], FIRST]) == Aftermath("r2", None)
    assert aftermath(resumes[0], [*resumes, FIRST]) == Aftermath(None, None)


def test_one_that_was_refused_has_resumed_nothing() -> None:
    refused = ran("refused", 1, "nnn", "first", error="RefreshAlreadyRunning")
    assert aftermath(FIRST, [refused]) == Aftermath(None, None)


@pytest.mark.parametrize(
    ("later", "found"),
    [
        (ran("l", 1, "-ss", "first", "first"), "l"),  # its resume
        (ran("l", 1, "sss"), "l"),  # all of it anew
        (ran("l", 1, "-ss"), "l"),  # no resume, but what was left
        (ran("l", 1, "--s"), None),  # not b
        (ran("l", 1, "s--", "before", "before"), None),  # b and c are as old as the first try
        (ran("l", 1, "sfn"), None),
        (ran("l", 1, "sss", status="RUNNING"), None),
        (ran("l", -1, "sss"), None),
    ],
)
def test_a_later_success_of_all_that_was_left_supersedes_it(
    later: Execution, found: str | None
) -> None:
    assert aftermath(FIRST, [later]).superseded_by == found


def test_the_first_of_several_successes_is_told() -> None:
    successes = [ran(f"l{n}", n, "sss") for n in (3, 1, 2)]
    assert aftermath(FIRST, successes).superseded_by == "l1"


def test_a_chain_of_resumes_did_it_together() -> None:
    second = ran("second", 1, "-sf", "first", "first")
    third = ran("third", 2, "--s", "second", "second")
    assert aftermath(FIRST, [second, third]) == Aftermath("second", "third")
    assert aftermath(second, [FIRST, third]) == Aftermath("third", "third")
    assert aftermath(third, [FIRST, second]) == Aftermath()


def test_one_that_was_refused_left_everything_undone() -> None:
    refused = ran("refused", 0, "nnn", error="RefreshAlreadyRunning")
    assert aftermath(refused, [ran("part", 1, "-ss")]).superseded_by is None
    assert aftermath(refused, [ran("whole", 2, "sss")]).superseded_by == "whole"


def test_what_left_nothing_undone_needs_nobody() -> None:
    cut_off = ran("late", 0, "ss-", status="TIMED_OUT")
    assert aftermath(cut_off, [ran("l", 1, "sss")]).superseded_by is None


def test_a_success_has_no_aftermath() -> None:
    success = ran("good", 0, "sss")
    assert aftermath(success, [ran("l", 1, "sss", "good")]) == Aftermath()


OLD, NEW = {"--SNAPSHOT_DT": "2020-01-01"}, {"--SNAPSHOT_DT": "2026-11-01"}


@pytest.mark.parametrize(
    ("given", "later", "found"),
    [
        ({"b": OLD}, {}, None),
        ({}, {"b": OLD}, None),
        ({"b": OLD}, {"b": NEW}, None),
        ({"b": OLD}, {"b": {**OLD, "--A": "1"}}, None),
        ({"b": OLD, "c": NEW}, {"b": OLD}, None),
        ({"b": OLD}, {"b": OLD}, "l"),
        ({"b": OLD}, {"b": OLD, "c": {}}, "l"),
        ({"a": OLD}, {"a": NEW}, "l"),  # a was done
    ],
)
def test_a_success_with_other_overrides_for_what_was_left_has_done_something_else(
    given: Any, later: Any, found: str | None
) -> None:
    failed = ran("first", 0, "sfn", overrides=given)
    assert aftermath(failed, [ran("l", 1, "sss", overrides=later)]).superseded_by == found


def test_a_resume_counts_whatever_its_overrides_are() -> None:
    failed = ran("first", 0, "sfn", overrides={"b": OLD})
    second = ran("second", 1, "-sf", "first", "first", overrides={"b": NEW})
    third = ran("third", 2, "--s", "second", "second", overrides={"c": NEW})
    assert aftermath(failed, [third, second]) == Aftermath("second", "third")


def test_what_another_chain_completed_counts_by_the_overrides_that_it_had_there() -> None:
    failed = ran("first", 0, "sfn", overrides={"b": OLD})
    for given, found in ((OLD, "mend"), (NEW, None)):
        other = ran("other", 1, "ssf", overrides={"b": given})
        mend = ran("mend", 2, "--s", "other", "other")
        assert aftermath(failed, [other, mend]).superseded_by == found
