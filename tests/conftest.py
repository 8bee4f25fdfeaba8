"""What all tests share: one embedded AWS and one API for the whole run."""

import os
from collections.abc import Callable, Iterator
from typing import Any

import boto3
import pytest

from chalicelib.aws.clients import stepfunctions
from local.api import serve_api
from local.aws import REGION, EmbeddedAws
from local.provisioning import Deployed, provision, take_notifications
from tests.support.client import Api
from tests.support.issuer import AUDIENCE, FakeIssuer
from tests.support.privileges import Watch

JOB_SECONDS = 0.2


@pytest.fixture(scope="session")
def deployed() -> Deployed:
    aws = EmbeddedAws(job_seconds=JOB_SECONDS)
    aws.start()
    return provision()


@pytest.fixture(scope="session")
def issuer() -> FakeIssuer:
    return FakeIssuer()


@pytest.fixture(scope="session")
def api(deployed: Deployed, issuer: FakeIssuer) -> Api:
    os.environ.update(OIDC_ISSUER=issuer.url, OIDC_AUDIENCE=AUDIENCE)
    return Api(serve_api(0, deployed, log_level="INFO"))


@pytest.fixture(scope="session")
def watch(api: Api) -> Watch:
    return Watch()


@pytest.fixture(autouse=True)
def the_roles_allow_what_is_called(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail any test in which the API does what its role in Terraform would not let it."""
    if "api" not in request.fixturenames:
        yield
        return
    watch: Watch = request.getfixturevalue("watch")
    watch.attach()
    watch.refused.clear()
    yield
    assert not watch.refused


@pytest.fixture
def calls_to_aws(api: Api) -> Iterator[Callable[[], list[str]]]:
    """Give a function that returns the calls that the API made since it was last asked."""
    api.get("/pipeline")  # by now the API has made its client
    client = stepfunctions(REGION)
    calls: list[str] = []

    def record(model: Any, **_: Any) -> None:
        calls.append(model.name)

    def taken() -> list[str]:
        made = calls.copy()
        calls.clear()
        return made

    client.meta.events.register("before-call", record)
    yield taken
    client.meta.events.unregister("before-call", record)


@pytest.fixture
def nothing_is_started(deployed: Deployed) -> Iterator[None]:
    """See that a test starts no execution."""
    client = boto3.client("stepfunctions")

    def count() -> int:
        return len(client.list_executions(stateMachineArn=deployed.state_machine_arn)["executions"])

    before = count()
    yield
    assert count() == before


@pytest.fixture
def mailbox(deployed: Deployed) -> Iterator[str]:
    """Empty the mailbox and give its queue."""
    take_notifications(deployed.queue_url)
    yield deployed.queue_url
    take_notifications(deployed.queue_url)
