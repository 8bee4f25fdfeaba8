"""A view says how old what it tells may be, and no answer that is older counts as newer."""

import pytest

from chalicelib.errors import UpstreamUnavailable
from chalicelib.services.views import View
from tests.fakes.containers import PACE_SECONDS, Containers


@pytest.fixture
def world() -> Containers:
    return Containers.with_three()


def test_who_starts_something_tells_of_a_later_time_than_a_snapshot_without_it(
    world: Containers,
) -> None:
    one, other = world.new(), world.new()
    View(other)
    world.clock.move(1)
    View(one).page(None, None)
    world.machine.put("new", "RUNNING", seconds=20)
    one.changed()
    started = world.aws_time()
    world.clock.move(0.1)
    with_it = View(one)
    assert with_it.page(None, None).items[0].name == "new"
    without_it = View(other)
    assert without_it.snapshot
    assert "new" not in without_it.snapshot.by_name
    assert without_it.as_of < with_it.as_of == started
    world.clock.move(PACE_SECONDS)
    assert View(one).as_of == world.aws_time()


def test_a_view_from_before_a_change_does_not_claim_to_be_newer(world: Containers) -> None:
    world.store.refuses_reads = UpstreamUnavailable("away")
    reader = world.new()
    view = View(reader)
    view.page(None, None)
    before = view.as_of
    world.clock.move(1)
    reader.changed()
    assert view.as_of == before < View(reader).as_of == world.aws_time()
