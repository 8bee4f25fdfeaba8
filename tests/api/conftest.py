"""What the tests of the API share: an API over fakes, a new one for each test."""

import pytest

from chalicelib.domain.access import Role
from tests.fakes.deployment import TOKENS, FakeDeployment
from tests.support.in_process import InProcessApi, gateway_of


@pytest.fixture
def deployment() -> FakeDeployment:
    return FakeDeployment()


@pytest.fixture
def api(deployment: FakeDeployment) -> InProcessApi:
    return InProcessApi(
        gateway_of(deployment), TOKENS[Role.OPERATOR], wait_for_end=deployment.machine.finish
    )
