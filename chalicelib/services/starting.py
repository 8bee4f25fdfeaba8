"""Start a refresh."""

import secrets
from datetime import datetime

from chalicelib.domain.execution import Execution, ExecutionFacts, read_execution, read_input
from chalicelib.domain.refresh import RefreshRequest, build_input
from chalicelib.services.ports import StateMachine
from chalicelib.services.reader import ExecutionReader


def start_refresh(
    reader: ExecutionReader,
    state_machine: StateMachine,
    request: RefreshRequest,
    requested_by: str,
    now: datetime,
) -> Execution:
    """Start an execution and return it as it is at its start. `now` is in UTC.

    Raises:
        Invalid: the pipeline has no place for what is asked; nothing was started.
        TooLarge: likewise.
    """
    pipeline = reader.pipeline()
    document = build_input(pipeline, request, requested_by)
    name = f"manual-{now:%Y%m%dT%H%M%SZ}-{secrets.token_hex(2)}"
    started_at = state_machine.start(name, document)
    reader.forget_live()
    facts = ExecutionFacts(name, "RUNNING", started_at, None, read_input(document))
    return read_execution(pipeline, facts, ())
