"""The pipeline, as callers get it."""

from pydantic import Field

from chalicelib.api.responses.base import Document, Environment
from chalicelib.domain.pipeline import Pipeline


class RetryDocument(Document):
    """One retrier of a step."""

    errors: list[str] = Field(description="The errors that it is for.")
    max_attempts: int = Field(description="How often it retries; 0 for never.")
    interval_seconds: float = Field(description="Seconds before the first retry.")
    backoff_rate: float = Field(description="Each further wait is this many times as long.")


class PipelineStepDocument(Document):
    """One step as it is deployed."""

    key: str = Field(description="Key of the step.")
    title: str = Field(description="What the step does.")
    job_name: str | None = Field(
        description="Name of its Glue job; null if the definition does not tell.",
    )
    defaults: dict[str, str] = Field(description="The configured job arguments.")
    timeout_seconds: int | None = Field(
        description="How long an attempt may take; null for no limit.",
    )
    retries: list[RetryDocument] = Field(
        description="Its retriers. The first one that is for an error applies.",
    )


class StageDocument(Document):
    """Steps that run in parallel."""

    name: str = Field(description="Name of the stage.")
    steps: list[PipelineStepDocument] = Field(description="The steps of the stage.")


class PipelineDocument(Document):
    """The pipeline as it is deployed."""

    environment: Environment
    stages: list[StageDocument] = Field(description="The stages, in the order in which they run.")


def pipeline_document(pipeline: Pipeline, environment: str) -> PipelineDocument:
    """Return the pipeline."""
    return PipelineDocument.model_validate({"environment": environment, "stages": pipeline.stages})
