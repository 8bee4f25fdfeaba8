"""Many clients at once: each gets an answer, and the right one."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from tests.support.process import serving

STARTS = 40


def test_of_forty_starts_at_once_one_begins_and_the_others_are_told_so() -> None:
    together = Barrier(STARTS)
    with serving("--no-demo") as served, ThreadPoolExecutor(STARTS) as pool:

        def start(_: int) -> tuple[int, str]:
            together.wait()
            answer = served.api.post("/refresh", {"only": ["job5"]})
            return answer.status_code, answer.text

        answers = list(pool.map(start, range(STARTS)))
        statuses = Counter(status for status, _ in answers)
        assert statuses == {202: 1, 409: STARTS - 1}, answers
        listed = served.api.get(f"/executions?limit={STARTS}").json()["items"]
        ends = Counter(served.api.ended(item["name"])["status"] for item in listed)
        assert ends["SUCCEEDED"] == 1
