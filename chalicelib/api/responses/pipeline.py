"""The pipeline, as callers get it."""

from pydantic import Field

from chalicelib.api.responses.base import Document, Environment
from chalicelib.domain.pipeline import Pipeline


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


def pipeline_document(pipeline: Pipeline, environment: str) -> PipelineDocument:
    """Return the pipeline."""
    return PipelineDocument.model_validate({"environment": environment, "stages": pipeline.stages})
