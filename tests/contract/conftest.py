"""Tests that the fakes and what they stand for pass alike, each by the name of `world`."""

import pytest

FAKE, AWS = "fake", "aws"


@pytest.fixture(scope="module", params=[FAKE, AWS])
def world(request: pytest.FixtureRequest) -> str:
    """Name what is tested: what is in memory, or the real adapter on the embedded AWS."""
    return str(request.param)
