"""Many clients at once: each gets an answer, and the right one."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import requests

from tests.support.process import serving

STARTS = 40


def test_of_forty_starts_at_once_one_begins_and_the_others_are_told_so() -> None:
    together = Barrier(STARTS)
    # It is not over before the slowest has asked.
    endless = ("--no-demo", "--job-seconds", "3600")
    with serving(*endless) as served, ThreadPoolExecutor(STARTS) as pool:

        def start(_: int) -> requests.Response:
            together.wait()
            return served.api.post("/refresh", {})

        answers = list(pool.map(start, range(STARTS)))
        statuses = Counter(answer.status_code for answer in answers)
        assert statuses == {202: 1, 409: STARTS - 1}, [answer.text for answer in answers]
        name = next(answer.json()["name"] for answer in answers if answer.status_code == 202)
        holders = {a.json()["holder"]["name"] for a in answers if a.status_code == 409}
        assert holders == {name}
        (listed,) = served.api.get(f"/executions?limit={STARTS}").json()["items"]
        assert listed["name"] == name
        assert served.api.post(f"/executions/{name}/stop", {}).json()["confirmed"]
        assert served.api.ended(name)["outcome"] == "ABORTED"
