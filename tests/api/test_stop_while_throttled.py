"""A stop reaches Step Functions while AWS throttles whoever reads executions."""

import pytest

from chalicelib.errors import UpstreamThrottled
from chalicelib.services import stopping
from tests.fakes.deployment import FakeDeployment
from tests.fakes.faults import failing
from tests.support.in_process import InProcessApi

ONLY = {"only": ["job7"]}
THROTTLED = UpstreamThrottled("cannot read the execution: ThrottlingException: Rate exceeded")


def test_a_stop_is_taken_while_reads_are_throttled(
    api: InProcessApi, deployment: FakeDeployment, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = api.start(ONLY)
    with monkeypatch.context() as patch, failing(deployment.machine, "describe", THROTTLED):
        patch.setattr(stopping, "CONFIRM_SECONDS", 0)
        answer = api.post(f"/executions/{name}/stop", {})
    assert answer.status_code == 429
    assert answer.json()["detail"] == (
        f"the stop was taken, but what came of it cannot be told: {THROTTLED}"
    )
    assert api.execution(name)["status"] == "ABORTED"
    confirmed = api.post(f"/executions/{name}/stop", {})
    assert (confirmed.status_code, confirmed.json()["confirmed"]) == (200, True)


def test_a_stop_of_which_only_the_relations_cannot_be_read_says_so(
    api: InProcessApi, deployment: FakeDeployment
) -> None:
    name = api.start(ONLY)
    with failing(deployment.machine, "page", THROTTLED):
        answer = api.post(f"/executions/{name}/stop", {})
    assert (answer.status_code, answer.json()["detail"].partition(",")[0]) == (
        429,
        "the stop was taken",
    )


def test_a_stop_of_nothing_while_reads_are_throttled_does_not_claim_to_be_taken(
    api: InProcessApi, deployment: FakeDeployment
) -> None:
    with failing(deployment.machine, "describe", THROTTLED):
        answer = api.post("/executions/no-such/stop", {})
    assert (answer.status_code, answer.json()["detail"]) == (429, str(THROTTLED))
