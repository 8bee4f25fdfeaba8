"""What the tests of the API share: an API over fakes, a new one for each test."""

import logging
import secrets
from collections.abc import Iterator
from itertools import count

import pytest
from chalice.app import Chalice

from chalicelib.api.app import create_app
from chalicelib.domain.access import Role
from chalicelib.observability import logger
from chalicelib.services import stopping
from tests.fakes.deployment import TOKENS, FakeDeployment
from tests.support.in_process import InProcessApi, gateway_of
from tests.support.log import Lines


@pytest.fixture(scope="session", autouse=True)
def polls_are_quick() -> Iterator[None]:
    """Let a stop ask Glue again at once: over fakes, nothing takes time."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(stopping, "POLL_INTERVAL_SECONDS", 0.001)
        yield


@pytest.fixture(scope="session", autouse=True)
def names_are_unique() -> Iterator[None]:
    """Let no two executions that start in one second get the same name by chance."""
    numbers = count()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(secrets, "token_hex", lambda size: f"{next(numbers):0{2 * size}x}")
        yield


# What gives a test the lines that are logged.
READERS_OF_THE_LOG = {"caplog", "capfd", "capsys"}


@pytest.fixture(autouse=True)
def lines_that_nobody_reads_are_not_written(request: pytest.FixtureRequest) -> Iterator[None]:
    """Log only warnings in a test that does not look at the log: each line is formatted thrice."""
    if READERS_OF_THE_LOG & {*request.fixturenames}:
        yield
        return
    before = logger().log_level
    logger().setLevel("WARNING")
    yield
    logger().setLevel(before)


@pytest.fixture
def deployment() -> FakeDeployment:
    return FakeDeployment()


@pytest.fixture
def api(deployment: FakeDeployment) -> InProcessApi:
    return InProcessApi(
        gateway_of(deployment), TOKENS[Role.OPERATOR], wait_for_end=deployment.machine.finish
    )


@pytest.fixture
def history(api: InProcessApi) -> list[str]:
    """Run five refreshes, of which the last fails, and return their names, newest first."""
    names = [api.finished({"only": ["job7"], "reason": f"number {n}"}) for n in range(4)]
    names.append(api.finished({"only": ["job7"], "overrides": {"job7": {"--SIMULATE": "fail"}}}))
    return names[::-1]


@pytest.fixture
def app(deployment: FakeDeployment) -> Chalice:
    """Give the app as Lambda has it, without a gateway before it."""
    return create_app(deployment)


@pytest.fixture
def viewer(api: InProcessApi) -> InProcessApi:
    return api.with_token(TOKENS[Role.VIEWER])


@pytest.fixture
def nobody(api: InProcessApi) -> InProcessApi:
    return api.with_token(None)


@pytest.fixture
def nothing_is_started(deployment: FakeDeployment) -> Iterator[None]:
    """See that a test starts no execution."""
    before = set(deployment.machine.executions)
    yield
    assert set(deployment.machine.executions) == before


@pytest.fixture
def written(caplog: pytest.LogCaptureFixture) -> Iterator[list[str]]:
    """Give the lines that every logger of the process writes."""
    caplog.set_level(logging.INFO)
    # Made before: it sees to it that no handler of the root logger writes its lines once more.
    caplog.set_level(logging.INFO, logger().name)
    lines = Lines()
    logging.getLogger().addHandler(lines)
    yield lines.written
    logging.getLogger().removeHandler(lines)
