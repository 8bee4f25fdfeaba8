"""The waits of the embedded AWS's executions, which end when the execution does."""

from types import SimpleNamespace

from local.emulator import simulation
from tests.support.fixes import replacement_of

A_DAY = 86400.0


class Stopped:
    """The environment of an execution that stops between the check of its state and the wait."""

    def __init__(self) -> None:
        self.waited: list[float] = []
        self.program_state_event = SimpleNamespace(wait=self.waited.append)

    def is_running(self) -> bool:
        return not self.waited


def test_a_wait_sees_soon_that_its_execution_has_stopped() -> None:
    wait = replacement_of(simulation.waits_are_short(1), "_wait_interval", None)
    environment = Stopped()
    wait(None, environment, A_DAY)
    assert environment.waited == [simulation.MAX_SECONDS_TO_SEE_A_STOP]
