"""What all tests share: one embedded AWS and one API for the whole run."""

from collections.abc import Iterator

import pytest

from local.api import serve_api
from local.aws import Deployed, EmbeddedAws, take_notifications
from tests.support.client import Api

JOB_SECONDS = 0.2


@pytest.fixture(scope="session")
def deployed() -> Deployed:
    aws = EmbeddedAws(job_seconds=JOB_SECONDS)
    aws.start()
    return aws.deploy()


@pytest.fixture(scope="session")
def api(deployed: Deployed) -> Api:
    return Api(serve_api(0, deployed, log_level="INFO"))


@pytest.fixture
def mailbox(deployed: Deployed) -> Iterator[str]:
    """Empty the mailbox and give its queue."""
    take_notifications(deployed.queue_url)
    yield deployed.queue_url
    take_notifications(deployed.queue_url)
