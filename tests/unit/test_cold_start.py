"""A cold start loads and asks for no more than its first answer takes."""

from collections import Counter
from typing import Any

import pytest

from bench.beside import OURS, called
from bench.canned import CannedAws, served


@pytest.fixture(scope="module")
def aws() -> CannedAws:
    return CannedAws()


@pytest.fixture(scope="module")
def cold(aws: CannedAws) -> Any:
    """Return what a fresh process tells of its first list, after another has shared a snapshot."""
    with served(aws) as url:
        called(OURS, url)
        aws.calls.clear()
        return called(OURS, url)


def test_a_cold_list_takes_one_call_to_the_table(cold: Any, aws: CannedAws) -> None:
    assert cold["first"]["statusCode"] == 200
    assert aws.calls == Counter(BatchGetItem=1)


@pytest.mark.parametrize(
    "module",
    [
        *("boto3", "s3transfer", "jwt", "cryptography", "pyawscron"),
        *("chalicelib.adapters.oidc", "chalicelib.api.openapi", "chalicelib.api.examples"),
        *("chalicelib.services.planning", "chalicelib.services.preflight"),
        *("chalicelib.services.starting", "chalicelib.services.stopping"),
        *("chalicelib.domain.build_input", "chalicelib.domain.plan"),
    ],
)
def test_a_cold_list_does_not_load_what_it_does_not_use(cold: Any, module: str) -> None:
    assert "chalicelib.api.routes.executions" in cold["modules"]
    assert module not in cold["modules"]
