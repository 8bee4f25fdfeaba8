"""What the use cases ask of the world outside; `bootstrap` hands them what answers."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, Protocol

from chalicelib.domain.execution import ExecutionFacts
from chalicelib.domain.history import Event
from chalicelib.domain.listing import ListPage
from chalicelib.domain.pipeline import Revision


class StateMachine(Protocol):
    """The deployed state machine. Every method raises `RefreshError`s."""

    def definition(self) -> Mapping[str, Any]:
        """Return the current definition, parsed."""

    def revision_of(self, name: str) -> Revision:
        """Return the definition that an execution runs, or ran."""

    def start(self, name: str, document: Mapping[str, Any]) -> datetime:
        """Start an execution with this input and return when it started.

        Raises:
            Conflict: another execution has, or had in the last 90 days, this name.
        """

    def stop(self, name: str, error: str, cause: str) -> None:
        """Stop an execution; one that has ended stays as it is."""

    def page(self, status: str | None, token: str | None) -> ListPage:
        """Return one page of the executions, newest first; `status` as Step Functions says it."""

    def describe(self, name: str) -> ExecutionFacts:
        """Return what Step Functions says of an execution.

        Raises:
            NotFound: this state machine has no such execution.
        """

    def history(self, name: str) -> Iterator[Event]:
        """Yield the execution's events, oldest first."""
