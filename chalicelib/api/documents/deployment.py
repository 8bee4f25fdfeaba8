"""What is deployed: the pipeline, the schedule, the API itself."""

from pydantic import Field

from chalicelib.api.documents.base import Document, Environment, Utc
from chalicelib.domain.pipeline import Pipeline
from chalicelib.services.scheduling import ScheduleView


class RetryDocument(Document):
    """One retrier of a step, in the order in which they are tried."""

    errors: list[str]
    max_attempts: int
    interval_seconds: float
    backoff_rate: float


class PipelineStepDocument(Document):
    """One step as it is deployed."""

    key: str
    title: str
    job_name: str | None
    defaults: dict[str, str] = Field(description="The configured job arguments.")
    timeout_seconds: int | None
    retries: list[RetryDocument]


class StageDocument(Document):
    """Steps that run in parallel."""

    name: str
    steps: list[PipelineStepDocument]


class PipelineDocument(Document):
    """The pipeline as it is deployed."""

    environment: Environment
    stages: list[StageDocument]


class SwitchDocument(Document):
    """Who switched the schedule."""

    enabled: bool
    by: str
    at: Utc
    reason: str | None


class ScheduleDocument(Document):
    """The schedule."""

    environment: Environment
    expression: str = Field(description="EventBridge's cron(…) or rate(…), in UTC.")
    enabled: bool
    next_runs: list[Utc] | None = Field(
        description="The next refreshes it starts; null where only AWS knows when."
    )
    switched: SwitchDocument | None = Field(
        description="Who switched it so through this API, when and why; null where nobody did."
    )


class HealthDocument(Document):
    """That the API is alive. It says nothing of AWS."""

    status: str
    environment: Environment
    version: str


def pipeline_document(pipeline: Pipeline, environment: str) -> PipelineDocument:
    """Return the pipeline."""
    return PipelineDocument.model_validate({"environment": environment, "stages": pipeline.stages})


def schedule_document(view: ScheduleView, environment: str) -> ScheduleDocument:
    """Return the schedule."""
    return ScheduleDocument.model_validate(
        {
            "environment": environment,
            **vars(view.known.schedule),
            "next_runs": view.next_runs,
            "switched": view.known.switched,
        }
    )
