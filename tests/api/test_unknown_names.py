"""What it costs to ask for executions that do not exist, and whom it hurts."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest

from chalicelib.api.app import create_app
from chalicelib.domain.access import Role, TokenEntry, digest_of
from chalicelib.errors import UpstreamUnavailable
from chalicelib.services.snapshot_building import MAX_READ
from chalicelib.services.unknown_names import MAX_UNKNOWN, SECONDS_FOR_ANOTHER
from chalicelib.settings import read_access_settings
from tests.fakes.deployment import TOKENS, FakeDeployment, settings_of
from tests.fakes.faults import failing
from tests.fakes.tokens import FakeAccessTokens
from tests.support.gateway_events import called
from tests.support.in_process import InProcessApi, gateway_of

READS = 50
ONLY = {"only": ["job7"]}


@pytest.fixture
def deployment() -> FakeDeployment:
    """Give a deployment that keeps the answers of AWS for as long as a test takes."""
    return FakeDeployment(settings=settings_of(LIVE_CACHE_SECONDS="3600"))


def asked(deployment: FakeDeployment, call: str = "describe") -> int:
    return deployment.machine.asked.count(call)


def other_container(deployment: FakeDeployment, role: Role = Role.OPERATOR) -> InProcessApi:
    """Return the API as another container of the function serves it, beside the same AWS."""
    other = FakeDeployment(settings=deployment.settings)
    for part in ("clock", "lock", "glue", "machine", "aws"):
        setattr(other, part, getattr(deployment, part))
    return InProcessApi(gateway_of(other), TOKENS[role])


def test_reading_one_name_again_and_again_asks_aws_once(
    viewer: InProcessApi, deployment: FakeDeployment
) -> None:
    answers = [viewer.get(f"/executions/nobody{part}") for part in ("", "/steps") * (READS // 2)]
    assert {answer.status_code for answer in answers} == {404}
    assert {answer.json()["detail"] for answer in answers} == {
        'no execution of this state machine is named "nobody"'
    }
    assert asked(deployment) == 1


def test_reading_many_names_asks_aws_a_few_times(
    viewer: InProcessApi, deployment: FakeDeployment
) -> None:
    answers = [viewer.get(f"/executions/nobody-{number}") for number in range(READS)]
    statuses = [answer.status_code for answer in answers]
    assert statuses == [404] * MAX_UNKNOWN + [429] * (READS - MAX_UNKNOWN)
    assert asked(deployment) == MAX_UNKNOWN
    refusal = answers[-1]
    assert refusal.headers["Retry-After"] == str(SECONDS_FOR_ANOTHER)
    assert refusal.json()["title"] == "Too many unknown names"
    assert refusal.json()["detail"] == (
        "you have asked for too many executions that do not exist; GET /executions lists those "
        f"that do; in {SECONDS_FOR_ANOTHER} s you can ask for another"
    )


def test_all_at_once_cost_no_more(viewer: InProcessApi, deployment: FakeDeployment) -> None:
    with ThreadPoolExecutor(READS) as pool:
        paths = [f"/executions/nobody-{number}" for number in range(READS)]
        statuses = Counter(answer.status_code for answer in pool.map(viewer.get, paths))
    assert set(statuses) == {404, 429}
    assert asked(deployment) == statuses[404] <= MAX_UNKNOWN


def use_up(api: InProcessApi) -> None:
    for number in range(MAX_UNKNOWN):
        assert api.get(f"/executions/nobody-{number}").status_code == 404
    assert api.get("/executions/nobody").status_code == 429


def test_another_name_can_be_asked_for_after_the_time_that_is_told(
    viewer: InProcessApi, deployment: FakeDeployment
) -> None:
    use_up(viewer)
    deployment.seconds.move(SECONDS_FOR_ANOTHER - 1)
    answer = viewer.get("/executions/another")
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "1")
    deployment.seconds.move(1)
    assert viewer.get("/executions/another").status_code == 404
    assert viewer.get("/executions/one-more").status_code == 429


def test_what_one_principal_asks_for_is_not_held_against_another(
    viewer: InProcessApi, api: InProcessApi
) -> None:
    use_up(viewer)
    assert api.get("/executions/some").status_code == 404


def test_two_tokens_of_one_role_are_two_principals(deployment: FakeDeployment) -> None:
    tokens = FakeAccessTokens({})
    tokens.put([TokenEntry(name=n, role=Role.VIEWER, sha256=digest_of(n)) for n in ("ann", "bob")])
    deployment.tokens = tokens
    ann = InProcessApi(gateway_of(deployment), "ann")
    use_up(ann)
    assert ann.with_token("bob").get("/executions/some").status_code == 404


def test_all_sessions_of_an_iam_role_are_one_principal() -> None:
    deployment = FakeDeployment(access_settings=read_access_settings({"AUTHENTICATION": "iam"}))
    app = create_app(deployment)

    def status(role: str, session: int) -> int:
        arn = f"arn:aws:sts::123456789012:assumed-role/{role}/session-{session}"
        route, signed = "/executions/{name}", {"userArn": arn}
        answer = called(app, "GET", route, None, identity=signed, name=f"nobody-{session}")
        return int(answer["statusCode"])

    statuses = [status("ops", session) for session in range(READS)]
    assert statuses == [404] * MAX_UNKNOWN + [429] * (READS - MAX_UNKNOWN)
    assert status("others", 1) == 404


def test_lists_and_names_that_exist_are_read_all_the_same(
    viewer: InProcessApi, deployment: FakeDeployment, history: list[str]
) -> None:
    deployment.machine.put("running", "RUNNING", seconds=10)
    assert viewer.get("/executions/running").status_code == 200
    use_up(viewer)
    for path in ("", "?status=FAILED", *(f"/{name}" for name in (*history, "running"))):
        assert viewer.get(f"/executions{path}").status_code == 200


def test_the_newest_that_containers_share_are_known(
    viewer: InProcessApi, deployment: FakeDeployment
) -> None:
    for number in range(READS):
        deployment.machine.put(f"e{number}", seconds=number)
    viewer.get("/executions?limit=1")
    use_up(viewer)
    for number in range(READS)[-MAX_READ:]:
        assert viewer.get(f"/executions/e{number}").status_code == 200


def test_names_that_exist_use_up_nothing(viewer: InProcessApi, deployment: FakeDeployment) -> None:
    for number in range(READS):
        deployment.machine.put(f"e{number}", seconds=number)
        assert viewer.get(f"/executions/e{number}").status_code == 200
    use_up(viewer)


def test_whoever_has_used_it_up_starts_and_stops_all_the_same(api: InProcessApi) -> None:
    use_up(api)
    name = api.start(ONLY)
    assert api.get(f"/executions/{name}/steps").status_code == 429
    assert api.post(f"/executions/{name}/stop", {}).status_code == 200
    assert api.get(f"/executions/{name}").status_code == 200
    assert api.post(f"/executions/{name}/resume", {}).status_code == 202
    assert api.post("/executions/no-such/stop", {}).status_code == 404


@pytest.mark.parametrize("elsewhere", [False, True], ids=["here", "in another container"])
def test_what_was_just_started_is_found_at_once(
    api: InProcessApi, deployment: FakeDeployment, *, elsewhere: bool
) -> None:
    assert api.get("/executions/k").status_code == 404
    starter = other_container(deployment) if elsewhere else api
    assert starter.post("/refresh", ONLY, **{"Idempotency-Key": "k"}).status_code == 202
    assert api.get("/executions/k").json()["status"] == "RUNNING"


def test_what_ran_and_ended_while_another_holds_the_lock_by_now_is_found(
    api: InProcessApi, deployment: FakeDeployment
) -> None:
    assert api.get("/executions/k").status_code == 404
    other = other_container(deployment)
    other.post("/refresh", ONLY, **{"Idempotency-Key": "k"})
    deployment.machine.finish("k")
    other.start(ONLY)
    assert api.get("/executions/k").json()["status"] == "SUCCEEDED"


def test_an_answer_that_lags_behind_the_start_is_not_kept(
    api: InProcessApi, deployment: FakeDeployment
) -> None:
    name = api.start(ONLY)
    deployment.machine.vanished.add(name)
    assert api.get(f"/executions/{name}").status_code == 404
    deployment.machine.vanished.clear()
    assert api.get(f"/executions/{name}").json()["status"] == "RUNNING"


def test_a_key_that_was_not_found_is_replayed(
    api: InProcessApi, deployment: FakeDeployment
) -> None:
    key = {"Idempotency-Key": "k"}
    assert api.get("/executions/k").status_code == 404
    assert other_container(deployment).post("/refresh", ONLY, **key).status_code == 202
    again = api.post("/refresh", ONLY, **key)
    assert (again.status_code, again.headers["Idempotency-Replayed"]) == (202, "true")
    assert list(deployment.machine.executions) == ["k"]


def test_a_holder_that_was_not_found_is_respected(
    api: InProcessApi, deployment: FakeDeployment
) -> None:
    assert api.get("/executions/k").status_code == 404
    other_container(deployment).post("/refresh", ONLY, **{"Idempotency-Key": "k"})
    refused = api.post("/refresh", ONLY)
    assert (refused.status_code, refused.json()["holder"]["name"]) == (409, "k")


def test_while_the_lock_cannot_be_read_aws_is_asked(
    viewer: InProcessApi, deployment: FakeDeployment
) -> None:
    assert viewer.get("/executions/k").status_code == 404
    with failing(deployment.lock, "read", UpstreamUnavailable("cannot read the lock")):
        assert viewer.get("/executions/k").status_code == 404
    assert asked(deployment) == 2


def test_a_parent_that_is_gone_is_asked_for_once(
    viewer: InProcessApi, deployment: FakeDeployment, api: InProcessApi
) -> None:
    parent = api.run({"only": ["job7"], "overrides": {"job7": {"--SIMULATE": "fail"}}})["name"]
    child = api.post(f"/executions/{parent}/resume", {}).json()["name"]
    deployment.machine.finish(child)
    deployment.machine.vanished.add(parent)
    other = other_container(deployment, Role.VIEWER)
    assert other.get(f"/executions/{child}").json()["lineage"] == [parent]
    deployment.machine.asked.clear()
    for _ in range(READS):
        assert other.get(f"/executions/{child}").json()["lineage"] == [parent]
    assert asked(deployment) == 0
