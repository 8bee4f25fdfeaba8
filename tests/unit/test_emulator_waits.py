"""The waits of the embedded AWS's executions, which end when the execution does."""

from threading import Event
from types import SimpleNamespace

import pytest

from local.emulator import simulation

A_DAY = 86400.0


class Stopped(SimpleNamespace):
    """The environment of an execution that stops between the look at its state and the wait."""

    def __init__(self) -> None:
        super().__init__(looks=0, program_state_event=Event())

    def is_running(self) -> bool:
        self.looks += 1
        return bool(self.looks == 1)


def test_a_stop_whose_event_is_missed_ends_the_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(simulation, "LOOK_SECONDS", 0.01)
    [wait] = [
        part.make(None)
        for part in simulation.waits_are_short(1).replacements
        if part.name == "_wait_interval"
    ]
    environment = Stopped()
    wait(None, environment, A_DAY)
    assert environment.looks == 2
