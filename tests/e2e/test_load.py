"""Many clients at once: each gets an answer, and the right one."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import requests

from tests.support.client import Api
from tests.support.glue import lasting

STARTS = 40


def test_of_forty_starts_at_once_one_begins_and_the_others_are_told_so(api: Api) -> None:
    together = Barrier(STARTS)
    path = f"/executions?limit={STARTS}"
    before = {item["name"] for item in api.get(path).json()["items"]}

    def start(_: int) -> requests.Response:
        together.wait()
        return api.post("/refresh", {})

    # It is not over before the slowest has asked.
    with lasting(api.job_names()["job1"]):
        with ThreadPoolExecutor(STARTS) as pool:
            answers = list(pool.map(start, range(STARTS)))
        statuses = Counter(answer.status_code for answer in answers)
        assert statuses == {202: 1, 409: STARTS - 1}, [answer.text for answer in answers]
        name = next(answer.json()["name"] for answer in answers if answer.status_code == 202)
        holders = {a.json()["holder"]["name"] for a in answers if a.status_code == 409}
        assert holders == {name}
        listed = {item["name"] for item in api.get(path).json()["items"]}
        assert listed - before == {name}
        assert api.post(f"/executions/{name}/stop", {}).json()["confirmed"]
    assert api.ended(name)["outcome"] == "ABORTED"
