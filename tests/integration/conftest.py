"""What several tests on the embedded AWS share."""

import pytest

from tests.support.client import Api


@pytest.fixture(scope="module")
def failed(api: Api) -> str:
    """Run two steps, of which the second fails, and return the execution's name."""
    body = {"only": ["job5", "job6"], "overrides": {"job6": {"--SIMULATE": "fail"}}}
    name: str = api.run(body)["name"]
    return name
