"""The pipeline as it is deployed."""

from collections.abc import Mapping
from typing import Any

from chalicelib.domain.pipeline import Pipeline, read_pipeline
from chalicelib.services.ports import StateMachine


class DeployedPipeline:
    """The deployed pipeline, and what was known of it `last`. Safe to share by threads.

    `busy` tells whether somebody held the lock when a start looked at it last.
    """

    def __init__(self, state_machine: StateMachine) -> None:
        self._state_machine = state_machine
        self.busy = False
        self._known: tuple[Mapping[str, Any], Pipeline] | None = None

    @property
    def last(self) -> Pipeline | None:
        """The pipeline as it was read last; by now, another one may be deployed."""
        return self._known[1] if self._known else None

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
