"""The API as a client sees it."""

from collections.abc import Callable, Mapping
from typing import Any

import requests

from chalicelib.domain.access import Role
from local.provisioning import TOKENS
from tests.support.waiting import HANG_SECONDS, awaited


class Api:
    """HTTP calls of the API at `url`.

    `wait_for_end` waits for the end of an execution without asking the API, where that can be.
    """

    def __init__(
        self,
        url: str,
        token: str | None = TOKENS[Role.OPERATOR],
        wait_for_end: Callable[[str], object] = lambda _: None,
    ) -> None:
        self.url = url
        self._wait_for_end = wait_for_end
        self.headers = {"Authorization": f"Bearer {token}"} if token else {}

    def with_token(self, token: str | None) -> "Api":
        """Return the same API, called with another token, or with none."""
        return Api(self.url, token, self._wait_for_end)

    def get(self, path: str, **headers: str) -> requests.Response:
        """Return the answer to a GET."""
        return self.call("GET", path, headers=headers)

    def get_raw(self, path: str) -> requests.Response:
        """Return the answer to a GET of exactly this path, dots and all."""
        request = requests.Request("GET", self.url, headers=self.headers).prepare()
        request.url = self.url + path
        with requests.Session() as session:
            return session.send(request, timeout=HANG_SECONDS)

    def post(self, path: str, body: Any = None, **headers: str) -> requests.Response:
        """Return the answer to a POST of a JSON body."""
        return self.call("POST", path, json=body, headers=headers)

    def put(self, path: str, body: Any = None) -> requests.Response:
        """Return the answer to a PUT of a JSON body."""
        return self.call("PUT", path, json=body)

    def call(
        self, method: str, path: str, headers: Mapping[str, str | bytes] | None = None, **more: Any
    ) -> requests.Response:
        """Return the answer to any request; `more` is as for `requests.request`."""
        sent = {**self.headers, **(headers or {})}
        return requests.request(method, self.url + path, headers=sent, timeout=HANG_SECONDS, **more)

    def post_raw(self, path: str, body: bytes, content_type: str) -> requests.Response:
        """Return the answer to a POST of anything."""
        headers = {"Content-Type": content_type} if content_type else {}
        return self.call("POST", path, headers=headers, data=body)

    def job_names(self) -> dict[str, str]:
        """Return the name of each step's Glue job, by the step's key."""
        stages = self.get("/pipeline").json()["stages"]
        return {step["key"]: step["job_name"] for stage in stages for step in stage["steps"]}

    def start(self, body: Any = None) -> str:
        """Start a refresh and return the execution's name."""
        answer = self.post("/refresh", body or {})
        assert answer.status_code == 202, answer.text
        name: str = answer.json()["name"]
        return name

    def execution(self, name: str) -> dict[str, Any]:
        """Return an execution."""
        answer = self.get(f"/executions/{name}")
        assert answer.status_code == 200, answer.text
        document: dict[str, Any] = answer.json()
        return document

    def ended(self, name: str) -> dict[str, Any]:
        """Wait for an execution's end and return it."""
        self._wait_for_end(name)
        # What is said of a running execution is good for a moment.
        return awaited(lambda: self.execution(name), lambda found: found["status"] != "RUNNING")

    def finished(self, body: Any = None) -> str:
        """Run a refresh to its end, and return its name. Nobody has read it yet."""
        name = self.start(body)
        self._wait_for_end(name)
        return name

    def run(self, body: Any = None) -> dict[str, Any]:
        """Run a refresh to its end and return the execution."""
        return self.ended(self.start(body))


def statuses(execution: dict[str, Any]) -> dict[str, str]:
    """Return the status of each step by its key."""
    return {step["key"]: step["status"] for step in execution["steps"]}


def step(execution: dict[str, Any], key: str) -> dict[str, Any]:
    """Return one step of an execution."""
    found: dict[str, Any] = next(s for s in execution["steps"] if s["key"] == key)
    return found


def is_refused(answer: requests.Response, status: int) -> None:
    """See that a request was refused as all are: by a problem that nobody keeps."""
    assert answer.status_code == status, answer.text
    assert answer.headers["Content-Type"] == "application/problem+json"
    if answer.request.method != "HEAD":
        problem = answer.json()
        assert problem["status"] == status
        assert problem["request_id"] == answer.headers["X-Request-Id"]
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    if status == 401:
        assert answer.headers["WWW-Authenticate"].startswith("Bearer")
