"""How executions and steps stand: the words of Step Functions, and those of this API."""

from enum import StrEnum
from typing import Self


class OpenStrEnum(StrEnum):
    """A set of words that others may extend: a word that is not known here is kept as it is."""

    @classmethod
    def _missing_(cls, value: object) -> Self | None:
        if not isinstance(value, str):
            return None
        unknown = str.__new__(cls, value)
        unknown._name_ = unknown._value_ = value
        return unknown


class ExecutionStatus(OpenStrEnum):
    """The status of an execution, as Step Functions has it.

    https://docs.aws.amazon.com/step-functions/latest/apireference/API_DescribeExecution.html
    """

    RUNNING = "RUNNING"
    SUCCEEDED = "SUCCEEDED"
    FAILED = "FAILED"
    TIMED_OUT = "TIMED_OUT"
    ABORTED = "ABORTED"
    PENDING_REDRIVE = "PENDING_REDRIVE"

    @property
    def ended(self) -> bool:
        """Whether the execution has ended. Only a redrive, from outside, makes it run again."""
        return self not in (ExecutionStatus.RUNNING, ExecutionStatus.PENDING_REDRIVE)


class Outcome(OpenStrEnum):
    """How an execution ended. One that the lock refused has not failed."""

    SUCCEEDED = "SUCCEEDED"
    FAILED = "FAILED"
    ABORTED = "ABORTED"
    TIMED_OUT = "TIMED_OUT"
    REFUSED = "REFUSED"


class StepStatus(StrEnum):
    """The status of a step in one execution. An attempt is RUNNING, or ended as its step can."""

    PENDING = "PENDING"
    RUNNING = "RUNNING"
    RETRYING = "RETRYING"
    SUCCEEDED = "SUCCEEDED"
    FAILED = "FAILED"
    SKIPPED = "SKIPPED"
    CANCELLED = "CANCELLED"
    NOT_RUN = "NOT_RUN"

    @property
    def done(self) -> bool:
        """Whether nothing of the step is left to do."""
        return self in (StepStatus.SUCCEEDED, StepStatus.SKIPPED)

    @property
    def active(self) -> bool:
        """Whether the step is being run."""
        return self in (StepStatus.RUNNING, StepStatus.RETRYING)

    @property
    def stopped(self) -> bool:
        """Whether the step was run and has ended."""
        return self in (StepStatus.SUCCEEDED, StepStatus.FAILED, StepStatus.CANCELLED)
