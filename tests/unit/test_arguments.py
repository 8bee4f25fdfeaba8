from collections.abc import Mapping

import pytest

from chalicelib.domain.arguments import check_arguments
from chalicelib.domain.glue import Job
from chalicelib.domain.pipeline import Step

JOB = Job("j", 1, default_arguments={"--S3_ROOT": "s3://a"}, fixed_arguments={"--BUCKET": "prod"})


def step(defaults: Mapping[str, str]) -> Step:
    return Step("a", "a-one", "One", "stage", "j", defaults, None, ())


@pytest.mark.parametrize(
    ("configured", "given", "status", "words"),
    [
        ({}, {}, "ok", "j takes them"),
        ({"--X": "1"}, {"--X": "2"}, "ok", "j takes them"),
        ({}, {"--S3_ROOT": "s3://b", "--conf": "x", "--BUCKET": "prod"}, "ok", "j takes them"),
        ({}, {"--BUCKET": "test"}, "failed", "j fixes --BUCKET, so Glue would ignore"),
        ({"--BUCKET": "test"}, {}, "warning", "j fixes --BUCKET, so Glue would ignore"),
        ({}, {"--OTHER": "1"}, "warning", "neither the configuration nor j knows --OTHER"),
        ({"--S3_KEY": "k"}, {"--S3": "1"}, "warning", "may take it for --S3_KEY or --S3_ROOT"),
        ({"--X": "--all"}, {}, "warning", "the value of --X begins with --"),
        ({"--X": "-1"}, {}, "ok", "j takes them"),
        ({}, {"--BUCKET": "test", "--Y": "1"}, "failed", "knows --Y"),
    ],
)
def test_what_glue_would_do_otherwise_is_told(
    configured: dict[str, str], given: dict[str, str], status: str, words: str
) -> None:
    check = check_arguments(step(configured), given, JOB)
    assert (check.step, check.status) == ("a", status)
    assert words in check.detail
