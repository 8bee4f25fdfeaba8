"""What a snapshot lacks is asked for beside it, and is never told to be all there is."""

import pytest

from chalicelib.domain.listing import Filters
from chalicelib.errors import UpstreamRejected
from chalicelib.services.listing import list_executions
from chalicelib.services.snapshots import IDLE_FACTOR
from chalicelib.services.views import View
from tests.fakes.containers import PACE_SECONDS, Containers
from tests.fakes.keeper import NotedMachine

IDLE_SECONDS = PACE_SECONDS * IDLE_FACTOR


@pytest.mark.parametrize("error", [UpstreamRejected("no key"), KeyError("x")])
@pytest.mark.parametrize("status", ["FAILED", "RUNNING"])
def test_one_execution_that_cannot_be_read_is_an_error_for_those_who_ask_for_it_alone(
    error: Exception, status: str
) -> None:
    machine = NotedMachine()
    world = Containers.with_three(machine)
    View(world.new())
    machine.put("odd", status, seconds=10)
    machine.broken["odd"] = error
    world.clock.move(IDLE_SECONDS)
    machine.put("live", "RUNNING", seconds=20)
    for reader in (world.new(), world.new()):
        for _ in range(3):
            world.clock.move(PACE_SECONDS)
            view = View(reader)
            assert view.age_seconds == 0
            assert view.snapshot
            assert [item.name for item in view.snapshot.items] == ["live", "odd", "e2", "e1", "e0"]
            assert "live" in {item.name for item in view.snapshot.running}
            assert list_executions(view, Filters(), 1, None).items[0].name == "live"
            with pytest.raises(type(error)):
                view.get("odd")
            with pytest.raises(type(error)):
                list_executions(view, Filters(), 2, None)
    del machine.broken["odd"]
    world.clock.move(PACE_SECONDS)
    snapshot = View(world.new()).snapshot
    assert snapshot
    assert {*snapshot.executions} == {"live", "odd", "e2", "e1", "e0"}
