"""The simulation of many viewers: the shared snapshot keeps AWS from being asked too often."""

import pytest

from bench.simulated_aws import OTHER_REGIONS
from bench.simulated_time import SimulatedTime
from bench.simulation import MAX_AGE_SECONDS, PACE_SECONDS, Seen, simulate

SECONDS = 12.0


def seen_by(viewers: int, containers: int, *, shares: bool) -> Seen:
    return simulate(viewers, containers, OTHER_REGIONS, shares=shares, seconds=SECONDS)


def test_with_the_snapshot_nothing_is_throttled_and_no_answer_is_old() -> None:
    seen = seen_by(500, 20, shares=True)
    assert seen.answers > 500 / 5 * SECONDS * 0.8
    assert (seen.throttled, seen.refused) == (0, 0)
    assert seen.oldest_seconds <= MAX_AGE_SECONDS


def test_step_functions_is_asked_as_often_by_many_containers_as_by_one() -> None:
    asked = [
        seen_by(500, containers, shares=True).usage.calls["DescribeExecution"]
        for containers in (1, 20)
    ]
    assert max(asked) <= SECONDS / PACE_SECONDS + 1
    assert min(asked) >= SECONDS / PACE_SECONDS / 2


def test_without_the_snapshot_the_same_viewers_are_throttled() -> None:
    seen = seen_by(300, 60, shares=False)
    assert seen.usage.throttled["ListExecutions"] > 0
    assert seen.refused > 0


def test_the_same_simulation_comes_out_the_same() -> None:
    assert seen_by(100, 5, shares=True) == seen_by(100, 5, shares=True)


def test_tasks_take_turns_in_the_order_of_their_times() -> None:
    time, told = SimulatedTime(), []

    def task(name: str, *moments: float) -> None:
        for moment in moments:
            time.wait_until(moment)
            told.append((name, time.now))

    time.begin(lambda: task("a", 1, 4))
    time.begin(lambda: task("b", 1, 2, 9))
    time.run(5)
    assert told == [("a", 1), ("b", 1), ("b", 2), ("a", 4)]


def test_what_a_task_raises_is_raised() -> None:
    time = SimulatedTime()

    def fail() -> None:
        raise ValueError("no")

    time.begin(fail)
    with pytest.raises(ValueError, match="no"):
        time.run(5)
