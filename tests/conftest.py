"""What all tests share: one embedded AWS and one API for the whole run.

What loads the emulator is imported where it is needed: that takes a second, and most files need
none.
"""

# ruff: noqa: PLC0415

import gc
import os
from collections.abc import Callable, Iterator
from functools import partial

import boto3
import pytest
from botocore.config import Config
from cachetools import TTLCache
from chalice.app import Chalice

from chalicelib import deadline
from chalicelib.adapters.aws import clients
from chalicelib.adapters.aws.clients import stepfunctions
from chalicelib.adapters.oidc import keys
from chalicelib.api.app import create_app
from chalicelib.observability import logger
from chalicelib.services import stopping
from local import gateway
from local.api import environment_of, serve_api
from local.aws import REGION
from local.garbage import without_garbage_collection
from local.provisioning import Deployed, provision
from tests.support.calls import calls_of
from tests.support.client import Api
from tests.support.clock import Clock
from tests.support.issuer import AUDIENCE, FakeIssuer
from tests.support.lock import arn_of, delete_lock
from tests.support.one_client import one_client_a_service
from tests.support.pipelines import REFRESH_URL, eight_steps
from tests.support.privileges import Watch
from tests.support.waiting import HANG_SECONDS
from tests.support.wiring import RenewableWiring

OBJECTS_PER_COLLECTION = 50_000
# The folders whose tests mostly wait. The last of their files begins after so much of the others,
# because all workers wait for the last one.
WAITING = {"terraform", "e2e"}
LAST_WAITING = 0.8
# With one more worker, two cores were idle for a tenth of a run; with two more, for a thirtieth.
MORE_WORKERS = 2


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mix the files that mostly wait, for programs and browsers, with those that mostly compute.

    So the cores have work all the time. In each of the two, the folders with the slowest files come
    first, and the files of a folder keep their random order.
    """
    folders = [config.rootpath / folder for folder in config.getini("testpaths")]
    files = [*dict.fromkeys(item.path for item in items)]
    files.sort(key=lambda file: [folder not in file.parents for folder in folders])
    waiting = [file for file in files if WAITING & {*file.relative_to(config.rootpath).parts}]
    computing = [file for file in files if file not in waiting]
    place = {
        **{file: number * LAST_WAITING / len(waiting) for number, file in enumerate(waiting)},
        **{file: number / len(computing) for number, file in enumerate(computing)},
    }
    items.sort(key=lambda item: place[item.path])


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """Run as many workers as there are cores, and more if some of the tests wait."""
    here = config.invocation_params.dir
    chosen = [here / argument.partition("::")[0] for argument in config.args]
    waiting = [config.rootpath / "tests" / folder for folder in WAITING]
    waits = any(
        path.is_relative_to(folder) or folder.is_relative_to(path)
        for path in chosen
        for folder in waiting
    )
    return (os.cpu_count() or 1) + (MORE_WORKERS if waits else 0)


def pytest_configure() -> None:
    """Look for garbage after so many objects, not after Python's 700.

    It would be a sixth of the CPU time of the tests of the API.
    """
    gc.set_threshold(OBJECTS_PER_COLLECTION)


def pytest_collection_finish() -> None:
    """Let no collection look through what was imported and collected: all of it stays."""
    gc.freeze()


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    """Say how to run the tests in this order again."""
    if seed := config.getoption("randomly_seed", None):
        terminalreporter.write_line(f"in random order: --randomly-seed={seed}")


@pytest.fixture(scope="session", autouse=True)
def patience() -> Iterator[None]:
    """Let the API give up no sooner than the tests do: its limits are for AWS, not for a machine
    that is busy with other things.
    """
    patient = Config(connect_timeout=HANG_SECONDS, read_timeout=HANG_SECONDS)
    with pytest.MonkeyPatch.context() as patch:
        for name in ("CONFIG", "FAST_FAIL"):
            patch.setattr(clients, name, getattr(clients, name).merge(patient))
        patch.setattr(deadline, "ANSWER_SECONDS", HANG_SECONDS)
        patch.setattr(stopping, "CONFIRM_SECONDS", HANG_SECONDS)
        for name in ("FETCH_SECONDS", "SOCKET_SECONDS"):
            patch.setattr(keys, name, HANG_SECONDS)
        yield


@pytest.fixture(scope="session", autouse=True)
def log_outlives_each_test() -> None:
    """Make the API's logger before any test does.

    It writes to the stdout that it finds. One that a test captures is closed after the test.
    """
    logger()


@pytest.fixture(scope="session")
def deployed() -> Iterator[Deployed]:
    from tests.support.bare_aws import quick_aws
    from tests.support.executions import watch_ends

    with one_client_a_service():
        with without_garbage_collection():
            quick_aws().start()
            watch_ends()
            made = provision(REFRESH_URL, eight_steps())
        yield made


@pytest.fixture(scope="session")
def issuer() -> FakeIssuer:
    return FakeIssuer()


@pytest.fixture(scope="session")
def clock() -> Clock:
    """Give the clock by which the API forgets tokens and their list."""
    return Clock()


@pytest.fixture(scope="session")
def watch() -> Watch:
    return Watch()


@pytest.fixture(scope="session")
def wiring(deployed: Deployed, issuer: FakeIssuer, clock: Clock) -> RenewableWiring:
    access = {"OIDC_ISSUER": issuer.url, "OIDC_AUDIENCE": AUDIENCE}
    return RenewableWiring(environment_of(deployed) | access, clock)


@pytest.fixture(scope="session")
def app(wiring: RenewableWiring) -> Chalice:
    """Give the app as Lambda has it, without a gateway before it."""
    return create_app(wiring)


@pytest.fixture(scope="session")
def api(deployed: Deployed, wiring: RenewableWiring, clock: Clock, watch: Watch) -> Api:
    from tests.support.executions import wait_for_end

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(gateway, "TTLCache", partial(TTLCache, timer=clock))
        url = serve_api(0, wiring, log_level="INFO")
    watch.attach()
    return Api(url, wait_for_end=lambda name: wait_for_end(arn_of(deployed, name)))


@pytest.fixture(autouse=True)
def nothing_is_left(request: pytest.FixtureRequest) -> Iterator[None]:
    """Let every test find the deployment as the first one does: nothing runs, the lock is free."""
    if "deployed" not in request.fixturenames:
        yield
        return
    from tests.support.executions import executions, wait_for_all
    from tests.support.glue import wait_for_all_runs

    deployed: Deployed = request.getfixturevalue("deployed")
    before = len(executions())
    yield
    if len(executions()) > before:
        wait_for_all()
        wait_for_all_runs()
        delete_lock(deployed)


@pytest.fixture(autouse=True)
def the_roles_allow_what_is_called(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail any test in which the API does what its role in Terraform would not let it."""
    if not {"api", "deployed"} <= {*request.fixturenames}:  # over fakes there are no roles
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
    # This makes the API's client, and reads the executions that other tests have left unread.
    assert api.get("/executions?limit=100").status_code == 200
    with calls_of(stepfunctions(REGION)) as taken:
        yield taken


@pytest.fixture
def what_is_said_is_good_for_an_hour(wiring: RenewableWiring) -> Iterator[None]:
    """Let the API keep what lives for an hour."""
    wiring.renew(LIVE_CACHE_SECONDS="3600")
    yield
    wiring.renew()


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
def mailbox(deployed: Deployed) -> str:
    """Empty the mailbox and give its queue."""
    from tests.support.mailbox import mails

    mails(deployed.queue_url)
    return deployed.queue_url
