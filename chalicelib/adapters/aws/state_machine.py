"""The deployed state machine: its executions and its definition."""

import json
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from chalicelib.adapters.aws.date_header import answered_at
from chalicelib.adapters.aws.errors import translated
from chalicelib.domain.execution import (
    ExecutionDescription,
    ExecutionListItem,
    ExecutionListPage,
    is_execution_name,
)
from chalicelib.domain.execution_input import ExecutionInput, input_document, parse_input
from chalicelib.domain.history import Event
from chalicelib.domain.pipeline import Revision
from chalicelib.domain.statuses import ExecutionStatus
from chalicelib.errors import NotFound

if TYPE_CHECKING:
    from mypy_boto3_stepfunctions import SFNClient

# The largest pages that Step Functions gives.
# https://docs.aws.amazon.com/step-functions/latest/apireference/API_ListExecutions.html
PAGE = 1000


def execution_arn(state_machine_arn: str, name: str) -> str:
    """Return the ARN of an execution. It is known before the start."""
    return f"{state_machine_arn.replace(':stateMachine:', ':execution:')}:{name}"


class StateMachine:
    """Step Functions, for one state machine. Every method raises `RefreshError`s.

    `observe_time` is called for each answer to a start, a list or a description, with AWS's time
    or with `None` where the answer has none.
    """

    def __init__(
        self,
        client: "SFNClient",
        arn: str,
        observe_time: Callable[[datetime | None], None] = lambda _: None,
    ) -> None:
        self.client = client
        self.arn = arn
        self._observe_time = observe_time

    def _execution_arn(self, name: str) -> str:
        return execution_arn(self.arn, name)

    def _missing(self, name: str) -> str:
        """Return the message where there is no such execution; raise it where there can be none."""
        missing = f'no execution of this state machine is named "{name}"'
        if not is_execution_name(name):
            raise NotFound(missing)
        return missing

    def definition(self) -> Mapping[str, Any]:
        """Return the current definition, parsed."""
        with translated("read the state machine"):
            answer = self.client.describe_state_machine(stateMachineArn=self.arn)
            return dict(json.loads(answer["definition"]))

    def revision_of(self, name: str) -> Revision:
        """Return the definition that an execution runs, or ran."""
        with translated("read the execution's definition"):
            answer = self.client.describe_state_machine_for_execution(
                executionArn=self._execution_arn(name)
            )
            return Revision(json.loads(answer["definition"]), answer["updateDate"])

    def start(self, name: str, execution_input: ExecutionInput) -> datetime:
        """Start an execution with this input and return when it started.

        Raises:
            Conflict: another execution has, or had in the last 90 days, this name.
        """
        text = json.dumps(input_document(execution_input), ensure_ascii=False)
        with translated("start the execution"):
            answer = self.client.start_execution(stateMachineArn=self.arn, name=name, input=text)
            self._observe_time(answered_at(answer))
            return answer["startDate"]

    def stop(self, name: str, error: str, cause: str) -> None:
        """Stop an execution. One that has ended does not change.

        Raises:
            NotFound: this state machine has no such execution.
        """
        with translated("stop the execution", self._missing(name)):
            self.client.stop_execution(
                executionArn=self._execution_arn(name), error=error, cause=cause
            )

    def page(self, status: ExecutionStatus | None, token: str | None) -> ExecutionListPage:
        """Return one page of the executions, newest first, of any status or of one."""
        filters: dict[str, Any] = {"statusFilter": status} if status else {}
        if token:
            filters["nextToken"] = token
        with translated("list the executions"):
            answer = self.client.list_executions(
                stateMachineArn=self.arn, maxResults=PAGE, **filters
            )
            self._observe_time(answered_at(answer))
            items = tuple(
                ExecutionListItem(
                    *(item["name"], ExecutionStatus(item["status"])),
                    *(item["startDate"], item.get("stopDate")),
                )
                for item in answer["executions"]
            )
        return ExecutionListPage(items, answer.get("nextToken"))

    def describe(self, name: str) -> ExecutionDescription:
        """Return what Step Functions says of an execution.

        Raises:
            NotFound: this state machine has no such execution.
        """
        with translated("read the execution", self._missing(name)):
            answer = self.client.describe_execution(executionArn=self._execution_arn(name))
            self._observe_time(answered_at(answer))
            return ExecutionDescription(
                name=answer["name"],
                status=ExecutionStatus(answer["status"]),
                started_at=answer["startDate"],
                stopped_at=answer.get("stopDate"),
                input=parse_input(answer.get("input", "{}")),
                error=answer.get("error"),
                cause=answer.get("cause"),
            )

    def history(self, name: str) -> Iterator[Event]:
        """Yield the execution's events, oldest first, page by page."""
        token: dict[str, Any] = {}
        while True:
            with translated("read the execution's history"):
                answer = self.client.get_execution_history(
                    executionArn=self._execution_arn(name),
                    maxResults=PAGE,
                    includeExecutionData=True,
                    **token,
                )
                events = answer["events"]
            yield from events
            if not answer.get("nextToken"):
                return
            token = {"nextToken": answer["nextToken"]}
