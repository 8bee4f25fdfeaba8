"""Job arguments: their names, those of Glue's own, and which of a run's Glue applies, and how."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from chalicelib.domain.glue import Job
from chalicelib.domain.pipeline import Step
from chalicelib.domain.plan import Check, CheckStatus

ARGUMENT_NAME = re.compile(r"--[^\s=]{1,253}")

# The arguments that Glue itself reads.
# https://docs.aws.amazon.com/glue/latest/dg/aws-glue-programming-etl-glue-arguments.html
GLUES_OWN = frozenset(
    f"--{name}"
    for name in """
    additional-python-modules auto-scale-within-microbatch class conf
    continuous-log-conversionPattern continuous-log-logGroup continuous-log-logStreamPrefix
    custom-logGroup-prefix custom-logStream-prefix customer-driver-env-vars
    customer-executor-env-vars datalake-formats disable-proxy-v2 enable-auto-scaling
    enable-continuous-cloudwatch-log enable-continuous-log-filter enable-glue-datacatalog
    enable-job-insights enable-lakeformation-fine-grained-access enable-metrics
    enable-observability-metrics enable-rename-algorithm-v2 enable-s3-parquet-optimized-committer
    enable-spark-ui executor-cores extra-files extra-jars extra-py-files job-bookmark-from
    job-bookmark-option job-bookmark-to job-language python-modules-installer-option
    scriptLocation spark-event-logs-path TempDir use-postgres-driver user-jars-first
    write-shuffle-files-to-s3 write-shuffle-spills-to-s3
    """.split()  # noqa: SIM905 - so it can be held against AWS's list
)


def check_arguments(step: Step, overrides: Mapping[str, Any], job: Job) -> Check:
    """Check which of a step's arguments Glue ignores, or takes for something else."""
    found = [*_fixed(step, overrides, job), *_unknown(step, overrides, job)]
    found += _taken_for_names({**step.defaults, **overrides})
    if not found:
        return Check("arguments", step.key, CheckStatus.OK, f"{job.name} takes them")
    status = (
        CheckStatus.FAILED
        if any(status == CheckStatus.FAILED for status, _ in found)
        else CheckStatus.WARNING
    )
    return Check("arguments", step.key, status, "; ".join(words for _, words in found))


def _fixed(step: Step, overrides: Mapping[str, Any], job: Job) -> Iterator[tuple[CheckStatus, str]]:
    for name, value in {**step.defaults, **overrides}.items():
        if job.fixed_arguments.get(name, value) != value:
            # The caller cannot mend what is configured wrong.
            status = CheckStatus.FAILED if name in overrides else CheckStatus.WARNING
            yield status, f"{job.name} fixes {name}, so Glue would ignore the value given for it"


def _unknown(
    step: Step, overrides: Mapping[str, Any], job: Job
) -> Iterator[tuple[CheckStatus, str]]:
    own = {*step.defaults, *job.default_arguments, *job.fixed_arguments}
    for name in overrides:
        if name in own or name in GLUES_OWN:
            continue
        words = f"neither the configuration nor {job.name} knows {name}"
        # https://docs.python.org/3/library/argparse.html#argument-abbreviations-prefix-matching
        if longer := sorted(known for known in own if known.startswith(name)):
            words += f"; Glue's parser may take it for {' or '.join(longer)}"
        yield CheckStatus.WARNING, words


def _taken_for_names(arguments: Mapping[str, Any]) -> Iterator[tuple[CheckStatus, str]]:
    for name, value in arguments.items():
        if isinstance(value, str) and value.startswith("--"):
            words = f"the value of {name} begins with --: Glue's parser takes it for a name"
            yield CheckStatus.WARNING, words
