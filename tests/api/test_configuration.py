"""What a caller is told where the deployment lacks something."""

from functools import cached_property

from chalicelib.domain.access import Role
from chalicelib.services.repository import ExecutionRepository
from chalicelib.settings import read_settings
from tests.fakes.deployment import TOKENS, FakeDeployment
from tests.support.client import is_refused
from tests.support.in_process import InProcessApi, gateway_of


class Unconfigured(FakeDeployment):
    """A deployment whose function has no environment variables."""

    @cached_property
    def executions(self) -> ExecutionRepository:
        """The executions, for which the settings are read."""
        return ExecutionRepository(self.machine, read_settings({}).live_cache_seconds)


def test_a_deployment_without_settings_is_a_500_without_internals() -> None:
    api = InProcessApi(gateway_of(Unconfigured()), TOKENS[Role.OPERATOR])
    answer = api.get("/pipeline")
    is_refused(answer, 500)
    assert answer.json()["title"] == "Internal error"
    assert "STATE_MACHINE_ARN" not in answer.text
    assert "Traceback" not in answer.text


def test_a_deployment_without_a_schedule_says_so(deployment: FakeDeployment) -> None:
    deployment.has_schedule = False
    api = InProcessApi(gateway_of(deployment), TOKENS[Role.OPERATOR])
    answer = api.get("/schedule")
    is_refused(answer, 404)
    assert "this deployment has no schedule" in answer.json()["detail"]
