"""Whether `python -m local` stands a burst of starts, and many clients that poll.

The load is limited in number and time, and goes to the loopback address only.
"""

import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from urllib.parse import urlsplit

from bench import Figure
from tests.support.client import Api
from tests.support.process import serving

STARTS = 40
POLLERS = 200
POLL_SECONDS = 1.0
SECONDS = 30
# API Gateway's own timeout.
TIMEOUT_SECONDS = 29


@dataclass
class Answers:
    """The number of answers by status, or by exception without an answer, and the slowest time."""

    statuses: Counter[str] = field(default_factory=Counter)
    slowest: float = 0

    def take(self, status: str, seconds: float) -> None:
        """Count one answer."""
        self.statuses[status] += 1
        self.slowest = max(self.slowest, seconds)

    def other_than(self, *expected: str) -> int:
        """Return the number of answers with another status than the expected ones."""
        return self.statuses.total() - sum(self.statuses[status] for status in expected)


def measure() -> Iterator[Figure]:
    """Load an API in another process, first with starts, then with polls."""
    with serving("--no-demo", "--job-seconds", "3") as served:
        starts = _all_at_once(served.api)
        failed = starts.other_than("202", "409")
        yield Figure(f"{STARTS} starts at once: other than 202 or 409", failed, 0)
        yield Figure("  started, more or less than one", abs(starts.statuses["202"] - 1), 0)
        yield Figure("  seconds of the slowest", starts.slowest, TIMEOUT_SECONDS)
        polls = _polled(served.api)
        failed = polls.other_than("200", "304")
        yield Figure(f"{POLLERS} pollers, {SECONDS} s: other than 200 or 304", failed, 0)
        yield Figure("  seconds of the slowest", polls.slowest, TIMEOUT_SECONDS)


def _all_at_once(api: Api) -> Answers:
    answers = Answers()
    with ThreadPoolExecutor(STARTS) as pool:
        clients = [_Client(api, answers, keeps_alive=False) for _ in range(STARTS)]
        for done in [pool.submit(client.call, "POST", "/refresh", "{}") for client in clients]:
            done.result()
    return answers


def _polled(api: Api) -> Answers:
    """Let clients poll the list and one run; half of them keep their connection open."""
    answers = Answers()
    items = api.get("/executions").json()["items"]
    name = next((item for item in items if item["status"] == "RUNNING"), items[0])["name"]
    clients = [_Client(api, answers, keeps_alive=number % 2 == 0) for number in range(POLLERS)]
    until = time.monotonic() + SECONDS

    def poll(client: _Client) -> None:
        while time.monotonic() < until:
            for path in ("/executions", f"/executions/{name}"):
                client.call("GET", path)
            time.sleep(POLL_SECONDS)

    with ThreadPoolExecutor(POLLERS) as pool:
        for done in [pool.submit(poll, client) for client in clients]:
            done.result()
    return answers


class _Client:
    def __init__(self, api: Api, answers: Answers, *, keeps_alive: bool) -> None:
        self._host = urlsplit(api.url).netloc
        self._headers = {**api.headers, "Content-Type": "application/json"}
        self._answers = answers
        self._keeps_alive = keeps_alive
        self._connection: HTTPConnection | None = None
        self._etags: dict[str, str] = {}

    def call(self, method: str, path: str, body: str | None = None) -> None:
        """Call once, with the ETag of the last answer, and count the answer or the exception."""
        start = time.monotonic()
        connection = self._connection or HTTPConnection(self._host, timeout=TIMEOUT_SECONDS)
        known = {"If-None-Match": self._etags[path]} if path in self._etags else {}
        try:
            connection.request(method, path, body, {**self._headers, **known})
            answer = connection.getresponse()
            answer.read()
        except (OSError, HTTPException) as exc:
            connection.close()
            self._connection = None
            self._answers.take(type(exc).__name__, time.monotonic() - start)
            return
        if etag := answer.headers["ETag"]:
            self._etags[path] = etag
        self._answers.take(str(answer.status), time.monotonic() - start)
        if self._keeps_alive:
            self._connection = connection
        else:
            connection.close()
