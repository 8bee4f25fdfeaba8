"""The time by AWS's clock, from what its answers tell."""

from datetime import datetime, timedelta

from chalicelib.services.aws_clock import AwsClock
from tests.support.clock import Clock
from tests.support.events import START, at


def clock_of(ticks: Clock, wall: datetime = START) -> AwsClock:
    return AwsClock(ticks, lambda: wall)


def test_before_aws_has_said_anything_it_is_the_time_of_this_machine() -> None:
    ticks = Clock()
    clock = clock_of(ticks, at(5))
    clock.observe(None)
    assert clock.now() == at(5)
    assert clock.at(ticks() - 2) == at(3)


def test_the_clock_of_this_machine_counts_for_nothing_once_aws_has_told_its_time() -> None:
    ticks = Clock()
    for minutes in (-10, 10):
        clock = clock_of(ticks, START + timedelta(minutes=minutes))
        clock.observe(at(0))
        assert clock.now() == at(0)
        ticks.move(2.5)
        assert clock.now() == at(2.5)
        assert clock.at(ticks() - 1) == at(1.5)


def test_it_gets_better_with_each_answer_and_never_goes_ahead_of_aws() -> None:
    ticks = Clock()
    clock = clock_of(ticks)
    began = ticks()
    for step in (0.0, 0.7, 0.25, 0.35, 0.9, 0.25, 0.4):
        ticks.move(step)
        passed = 0.6 + ticks() - began  # AWS's time, which it tells to the second below
        clock.observe(at(int(passed)))
        assert at(passed) - timedelta(seconds=1) < clock.now() <= at(passed)
    assert clock.now() > at(passed) - timedelta(seconds=0.1)


def test_time_that_a_frozen_process_missed_is_made_up_for_by_the_next_answer() -> None:
    ticks = Clock()
    clock = clock_of(ticks)
    clock.observe(at(0))
    clock.observe(at(600))
    assert clock.now() == at(600)


def test_a_clock_that_ran_fast_is_put_back_by_the_next_answer() -> None:
    ticks = Clock()
    clock = clock_of(ticks)
    clock.observe(at(0))
    ticks.move(60)
    clock.observe(at(58))
    assert clock.now() == at(58)
