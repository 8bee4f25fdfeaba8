"""The pipeline as it is deployed."""

from collections.abc import Callable, Mapping
from typing import Any

from chalicelib.domain.pipeline import Pipeline, read_pipeline
from chalicelib.services.ports import StateMachine

# A refresh takes longer than this, and a refused caller retries sooner.
BUSY_SECONDS = 10


class DeployedPipeline:
    """The deployed pipeline, and what was known of it `last`. Safe to share by threads."""

    def __init__(self, state_machine: StateMachine, clock: Callable[[], float]) -> None:
        self._state_machine = state_machine
        self._clock = clock
        self._busy_until = float("-inf")
        self._known: tuple[Mapping[str, Any], Pipeline] | None = None

    @property
    def last(self) -> Pipeline | None:
        """The pipeline as it was read last; by now, another one may be deployed."""
        return self._known[1] if self._known else None

    @property
    def busy(self) -> bool:
        """Whether it is likely that a refresh runs: a start has just found the lock held."""
        return self._clock() < self._busy_until

    def locked(self, *, held: bool) -> None:
        """Note whether somebody holds the lock now."""
        self._busy_until = self._clock() + BUSY_SECONDS if held else float("-inf")

    def read(self) -> Pipeline:
        """Return the pipeline as it is deployed now."""
        definition = self._state_machine.definition()
        pipeline = self.pipeline_of(definition)
        self._known = definition, pipeline
        return pipeline

    def pipeline_of(self, definition: Mapping[str, Any]) -> Pipeline:
        """Return the pipeline of a definition; that of the deployed one is not read again."""
        known = self._known
        return known[1] if known and known[0] == definition else read_pipeline(definition)
