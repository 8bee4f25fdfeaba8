"""`make smoke` against the API of the tests, and against what is none."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest

from release.smoke import TOKEN, main
from tests.support.client import Api
from tests.support.glue import lasting


@pytest.fixture(autouse=True)
def token(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(TOKEN, "local-operator")


def refusal(url: str, code: int, capsys: pytest.CaptureFixture[str]) -> str:
    assert main([url]) == code
    (line,) = [line for line in capsys.readouterr().err.splitlines() if line.startswith("smoke: ")]
    return line


@pytest.mark.usefixtures("nothing_is_started")
def test_it_checks_the_api_and_starts_nothing(api: Api, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([f"{api.url}/"]) == 0
    printed = capsys.readouterr().out.splitlines()
    # The API of the tests logs there, too, as JSON.
    health, access, pipeline, plan = [line for line in printed if not line.startswith("{")]
    assert health.startswith("health    environment dev, version ")
    assert access == "access    the token has the role operator"
    assert pipeline == "pipeline  5 stages: job1, job2, job3a, job3b, job4, job5, job6, job7"
    assert plan == "plan      a refresh would run 8 of 8 steps; nothing was started"


def test_while_a_refresh_runs_it_is_good_too(api: Api, capsys: pytest.CaptureFixture[str]) -> None:
    with lasting(api.job_names()["job1"]):
        api.start({"only": ["job1"]})
        assert main([api.url]) == 0
    assert "8 of 8 steps, once the one that runs has ended" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ("nobody", "GET /pipeline: 401 "),
        ("local-viewer", "a plan (POST /refresh): 403 "),
    ],
)
def test_a_token_that_may_not_is_told(
    api: Api,
    wrong: str,
    said: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv(TOKEN, wrong)
    line = refusal(api.url, 1, capsys)
    assert said in line
    assert "REFRESH_TOKEN in the list" in line or "needs the token of an operator" in line


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("", "make smoke URL="),
        ("api.example.com", "begins with https://"),
        ("ftp://api.example.com", "begins with https://"),
        ("http://api.example.com", "would carry the token unencrypted"),
    ],
)
def test_a_wrong_url_is_refused_before_the_token_is_sent(
    url: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert said in refusal(url, 2, capsys)


@pytest.mark.parametrize(("wrong", "said"), [("", "is missing"), ("a\nb", "is no token")])
def test_a_token_that_is_none_is_refused(
    wrong: str, said: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(TOKEN, wrong)
    assert said in refusal("https://api.example.com", 2, capsys)


@contextmanager
def answering(status: int, body: str, **headers: str) -> Iterator[tuple[str, list[str]]]:
    """Serve the same answer to everything; give the URL and the paths that are asked for."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, *_: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}", asked
        server.shutdown()


@pytest.mark.parametrize(
    ("status", "body", "said"),
    [
        (200, "<html>", "GET /health: the answer is no JSON; is the URL that of the API?"),
        (200, "[]", "GET /health: the answer is no JSON object"),
        (200, '{"status": "ill"}', "the status is ill, not ok"),
        (403, '{"message": "Forbidden"}', "GET /health: 403 Forbidden"),
        (503, '{"detail": "AWS is slow."}', "GET /health: 503 AWS is slow."),
    ],
)
def test_what_is_not_the_api_is_told(
    status: int, body: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with answering(status, body) as (url, _):
        assert said in refusal(url, 1, capsys)


def test_the_token_follows_no_redirect(capsys: pytest.CaptureFixture[str]) -> None:
    with (
        answering(200, json.dumps({"status": "ok"})) as (other, asked),
        answering(302, "{}", Location=other) as (url, _),
    ):
        assert "GET /health: 302" in refusal(url, 1, capsys)
        assert asked == []


def test_no_answer_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    with answering(200, "") as (url, _):
        pass
    assert f"no answer from {url}: " in refusal(url, 1, capsys)
