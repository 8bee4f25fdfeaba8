"""Lists of what Step Functions has and of what was recorded, page by page."""

from collections.abc import Callable
from dataclasses import replace

from chalicelib.domain.listing import Filters, Position, entry_of
from chalicelib.domain.record import FORM, encode
from chalicelib.services.listing import list_executions
from tests.fakes.containers import container
from tests.fakes.records import FakeRecords
from tests.fakes.state_machine import FakeStateMachine
from tests.support.events import at
from tests.support.recorded import recorded


def record(machine: FakeStateMachine, records: FakeRecords, *names: str) -> None:
    """Let these executions be recorded, each by a container of its own."""
    for name in names:
        container(machine, records).get(name)


def record_many(records: FakeRecords, number: int) -> None:
    """Record so many executions that Step Functions has forgotten, a second apart."""
    succeeded = recorded("succeeded")
    for n in range(number):
        one = replace(succeeded, name=f"e{n:05}", started_at=at(n), stopped_at=at(n + 1), steps=())
        records.put(entry_of(one), FORM, encode(one))


def walked(
    machine: FakeStateMachine,
    records: FakeRecords,
    limit: int,
    filters: Filters = Filters(),  # noqa: B008
    between: Callable[[], None] = lambda: None,
) -> list[str]:
    """Return the names on all pages of so many; what is `between` happens before each but one."""
    names: list[str] = []
    after: Position | None = None
    while True:
        page = list_executions(container(machine, records), filters, limit, after)
        names += [execution.name for execution in page.items]
        assert len(page.items) <= limit
        after = page.next
        if after is None:
            return names
        between()
