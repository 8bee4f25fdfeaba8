"""How time and memory grow with histories, lists and pipelines.

Growth is the exponent between a size and the next: 1 is linear, 0 is none.
"""

import gc
import json
import math
import time
import tracemalloc
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, cast

from bench import Figure
from chalicelib.domain.execution import (
    ExecutionDescription,
    ExecutionListItem,
    ExecutionListPage,
)
from chalicelib.domain.execution_input import ExecutionInput
from chalicelib.domain.history import Event, read_steps
from chalicelib.domain.listing import Filters
from chalicelib.domain.pipeline import Revision, read_pipeline
from chalicelib.domain.statuses import ExecutionStatus
from chalicelib.services.listing import list_executions
from chalicelib.services.ports import StateMachine
from chalicelib.services.repository import ExecutionRepository
from tests.support.events import START, History, at
from tools.markdown import table

EVENTS = (100, 1000, 5000, 25_000)
EXECUTIONS = (10, 100, 1000, 10_000)
STEPS = (8, 20, 50, 100)
ROUNDS = 5
PAGE = 1000
BYTES_PER_KIB = 1024
RECORDED = Path(__file__).parent.parent / "tests" / "fixtures" / "histories" / "retried.json"

# Of a page of the list, and of a stage.
SHOWN = 100
ONE_STAGE = 4
KEEP_SECONDS = 2

HISTORY = "events of a history"
FIRST_PAGE = "executions, of which the first page is listed"
ALL_PAGES = "executions, all pages"
PIPELINE = "steps of a pipeline, and of an execution of it"
# The highest exponents of time and of memory: 1 with room for noise, or none.
LIMITS = {
    HISTORY: (1.25, 1.1),
    FIRST_PAGE: (0.3, 0.3),
    ALL_PAGES: (1.25, 0.5),
    PIPELINE: (1.25, 1.1),
}


@dataclass(frozen=True)
class Grown:
    """The seconds and the KiB at their peak that one size takes."""

    size: int
    seconds: float
    kib: float


def measure() -> dict[str, list[Grown]]:
    """Measure each size of each kind."""
    document = json.loads(RECORDED.read_text())
    events = document["events"]
    for event in events:
        event["timestamp"] = datetime.fromisoformat(event["timestamp"])
    pipeline = read_pipeline(document["definition"])
    return {
        HISTORY: _grown(EVENTS, lambda size: read_steps(pipeline, paged(events, size))),
        FIRST_PAGE: _grown(EXECUTIONS, lambda size: listed(size, whole=False)),
        ALL_PAGES: _grown(EXECUTIONS, lambda size: listed(size, whole=True)),
        PIPELINE: _grown(STEPS, run_of),
    }


def figures(measured: dict[str, list[Grown]]) -> Iterator[Figure]:
    """Return the growth from each second largest size to the largest, with its limit."""
    for kind, (limit_of_time, limit_of_memory) in LIMITS.items():
        *_, small, large = measured[kind]
        sizes = small.size, large.size
        seconds = exponent(small.seconds, large.seconds, sizes)
        yield Figure(f"{kind}: exponent of the time", seconds, limit_of_time)
        memory = exponent(small.kib, large.kib, sizes)
        yield Figure("  of the memory", memory, limit_of_memory)


def lines(measured: dict[str, list[Grown]]) -> Iterator[str]:
    """Return a table of each kind."""
    for kind, grown in measured.items():
        yield from table(
            (kind, *(f"{one.size:,}" for one in grown)),
            [
                ("ms of CPU", *(f"{one.seconds * 1000:,.1f}" for one in grown)),
                ("KiB of memory at the peak", *(f"{one.kib:,.0f}" for one in grown)),
            ],
        )


def exponent(small: float, large: float, sizes: tuple[int, int]) -> float:
    """Return the exponent of the growth from one size to another."""
    return math.log(large / small) / math.log(sizes[1] / sizes[0])


def _grown(sizes: Sequence[int], work: Callable[[int], object]) -> list[Grown]:
    return [Grown(size, _seconds(size, work), _peak(size, work)) for size in sizes]


def _seconds(size: int, work: Callable[[int], object]) -> float:
    """Return the CPU seconds of the best round."""
    seconds = []
    for _ in range(ROUNDS):
        gc.collect()
        begun = time.process_time()
        work(size)
        seconds.append(time.process_time() - begun)
    return min(seconds)


def _peak(size: int, work: Callable[[int], object]) -> float:
    gc.collect()
    tracemalloc.start()
    work(size)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak / BYTES_PER_KIB


def paged(recorded: list[dict[str, Any]], size: int) -> Iterator[Event]:
    """Yield a history of this size, of which one page is in memory."""
    for begin in range(0, size, PAGE):
        page = [_repeated(recorded, number) for number in range(begin, min(begin + PAGE, size))]
        yield from page


def _repeated(recorded: list[dict[str, Any]], number: int) -> dict[str, Any]:
    """Return an event of a history that repeats another, and refers to its own repetition."""
    shift, at_ = number // len(recorded) * len(recorded), number % len(recorded)
    event = recorded[at_]
    previous = event["previousEventId"]
    return {**event, "id": event["id"] + shift, "previousEventId": previous and previous + shift}


class ManyExecutions:
    """Step Functions with so many executions, none of which is in memory."""

    def __init__(self, number: int) -> None:
        self._number = number

    def page(self, _: ExecutionStatus | None, token: str | None) -> ExecutionListPage:
        """Return a page, newest first."""
        begin = int(token or 0)
        end = min(begin + PAGE, self._number)
        items = (
            ExecutionListItem(f"e{n}", ExecutionStatus.SUCCEEDED, at(-n), at(-n + 1))
            for n in range(begin, end)
        )
        return ExecutionListPage(tuple(items), str(end) if end < self._number else None)

    def describe(self, name: str) -> ExecutionDescription:
        """Return what is said of one."""
        started = at(-int(name[1:]))
        stopped = started + timedelta(seconds=1)
        return ExecutionDescription(
            name, ExecutionStatus.SUCCEEDED, started, stopped, ExecutionInput()
        )

    def revision_of(self, _: str) -> Revision:
        """Return the definition that all of them run."""
        return Revision(definition_of(ONE_STAGE), START - timedelta(days=365))

    def history(self, _: str) -> Iterator[Event]:
        """Yield no event: what is measured is the list."""
        return iter(())


def listed(number: int, *, whole: bool) -> None:
    """List the executions that there are as a new container does: a page of them, or all."""
    executions = ExecutionRepository(cast("StateMachine", ManyExecutions(number)), KEEP_SECONDS)
    after, found = None, 0
    while True:
        page = list_executions(executions, Filters(), SHOWN, after)
        found += len(page.items)
        after = page.next
        if not whole or after is None:
            break
    if found != (number if whole else min(number, SHOWN)):
        raise SystemExit(f"of {number} executions, {found} were listed")


def definition_of(steps: int) -> Mapping[str, Any]:
    """Return a definition with stages of a few steps."""
    numbers = range(0, steps, ONE_STAGE)
    stages = {
        f"stage {begin}": {
            "Type": "Parallel",
            "Branches": [_branch(n) for n in range(begin, min(begin + ONE_STAGE, steps))],
            **({"Next": f"stage {begin + ONE_STAGE}"} if begin != numbers[-1] else {"End": True}),
        }
        for begin in numbers
    }
    return {"StartAt": "stage 0", "States": stages}


def _branch(number: int) -> Mapping[str, Any]:
    task = {
        "Type": "Task",
        "Resource": "arn:aws:states:::glue:startJobRun.sync",
        "Parameters": {"JobName": f"job-{number}", "Arguments": {"--X": "1"}},
        "End": True,
    }
    return {"StartAt": _state(number), "States": {_state(number): task}}


def _state(number: int) -> str:
    return f"job{number}-a-step"


def run_of(steps: int) -> None:
    """Read a pipeline of so many steps, and an execution that runs each of them once."""
    pipeline = read_pipeline(definition_of(steps))
    history = History()
    for number in range(steps):
        history.enter(_state(number))
        history.begin({"--X": "1"}, f"jr_{number}")
        history.succeed(f"jr_{number}")
    read = read_steps(pipeline, history.events)
    if any(step.last is None for step in read.values()) or len(read) != steps:
        raise SystemExit(f"of {steps} steps, not all were read")
