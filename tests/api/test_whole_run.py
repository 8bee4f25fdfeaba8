"""A refresh over fakes, from its start to the resume of what failed."""

from tests.support.client import is_refused, statuses
from tests.support.in_process import InProcessApi

FAIL, MEND = {"--SIMULATE": "fail"}, {"--SIMULATE": "no"}


def test_a_refresh_that_fails_is_resumed_and_stopped(api: InProcessApi) -> None:
    failed = api.run({"overrides": {"job4": FAIL}})
    assert failed["status"] == "FAILED"
    assert statuses(failed)["job4"] == "FAILED"
    answer = api.post(f"/executions/{failed['name']}/resume", {"overrides": {"job4": MEND}})
    is_refused(api.post("/refresh", {}), 409)
    resumed = api.ended(answer.json()["name"])
    assert resumed["progress"]["done"] == 4
    assert resumed["lineage"] == [failed["name"]]
    stopped = api.post(f"/executions/{api.start()}/stop", {}).json()
    assert (stopped["status"], stopped["confirmed"]) == ("ABORTED", True)
