"""What callers get wrong: a clear problem that names the field, and nothing started."""

import json
from typing import Any
from urllib.parse import quote

import pytest

from chalicelib.domain.sizes import MAX_ARGUMENTS_BYTES
from tests.support.client import Api

pytestmark = pytest.mark.usefixtures("nothing_is_started")


def pointers(problem: dict[str, Any]) -> list[str]:
    return [error["pointer"] for error in problem["errors"]]


def is_problem(answer: Any, status: int) -> dict[str, Any]:
    assert answer.status_code == status, answer.text
    assert answer.headers["Content-Type"] == "application/problem+json"
    problem: dict[str, Any] = answer.json()
    assert problem["status"] == status
    assert problem["title"]
    assert problem["detail"]
    assert problem["request_id"] == answer.headers["X-Request-Id"]
    return problem


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"overrides": {"job9": {"--X": "1"}}}, "/overrides/job9"),
        ({"overrides": {"job1": {"X": "1"}}}, "/overrides/job1/X"),
        ({"overrides": {"job1": {"--X": 1}}}, "/overrides/job1/--X"),
        ({"overrides": {"job1": {"--X": None}}}, "/overrides/job1/--X"),
        ({"overrides": {"job1": {"--X": {"deep": 1}}}}, "/overrides/job1/--X"),
        ({"overrides": {"job1": {"--JOB_NAME": "x"}}}, "/overrides/job1/--JOB_NAME"),
        ({"overrides": {"job1": {"--conf": "x"}}}, "/overrides/job1/--conf"),
        ({"overrides": {"job1": "--X"}}, "/overrides/job1"),
        ({"overrides": []}, "/overrides"),
        ({"overrides": None}, "/overrides"),
        ({"snapshot_dt": "2026-02-30"}, "/snapshot_dt"),
        ({"snapshot_dt": "newest"}, "/snapshot_dt"),
        ({"snapshot_dt": 20261101}, "/snapshot_dt"),
        ({"snapshot_dt": "2026-11-01T00:00:00Z"}, "/snapshot_dt"),
        ({"skip": ["job9"]}, "/skip/0"),
        ({"skip": "job1"}, "/skip"),
        ({"skip": [1]}, "/skip/0"),
        ({"only": ["job1", "job0"]}, "/only/1"),
        ({"only": []}, "/only"),
        ({"start_at": "job3"}, "/start_at"),
        ({"start_at": ""}, "/start_at"),
        ({"skip": ["job1"], "only": ["job2"]}, "/only"),
        ({"only": ["job1"], "start_at": "job2"}, "/start_at"),
        (
            {"skip": ["job1", "job2", "job3a", "job3b", "job4", "job5", "job6", "job7"]},
            "/skip",
        ),
        ({"reason": ""}, "/reason"),
        ({"reason": "x" * 501}, "/reason"),
        ({"reason": "two\nlines"}, "/reason"),
        ({"reason": "\x1b[31mred"}, "/reason"),
        ({"resaon": "typing error"}, "/resaon"),
        ({"dry run": True}, "/dry run"),
    ],
    ids=lambda value: json.dumps(value)[:60],
)
def test_a_wrong_field_is_named(api: Api, body: Any, pointer: str) -> None:
    problem = is_problem(api.post("/refresh", body), 422)
    assert pointers(problem) == [pointer]
    assert problem["errors"][0]["message"]


@pytest.mark.parametrize(
    ("body", "named"),
    [
        (b'{"reason": "a", "reason": "a"}', ["/reason"]),
        (b'{"overrides": {"job1": {"--X": "1"}, "job1": {}}}', ["/overrides/job1"]),
        (b'{"overrides": {"job1": {"--X": "1", "--X": "2"}}}', ["/overrides/job1/--X"]),
        (b'{"skip": [], "skip": [1], "more": 1}', ["/skip", "/skip/0", "/more"]),
    ],
)
def test_a_key_that_is_given_more_than_once_is_named(
    api: Api, body: bytes, named: list[str]
) -> None:
    problem = is_problem(api.post_raw("/refresh", body, "application/json"), 422)
    assert pointers(problem) == named
    assert problem["errors"][0]["message"] == "given more than once"


def test_every_wrong_field_is_named_at_once(api: Api) -> None:
    body = {"snapshot_dt": "x", "skip": 1, "reason": "", "more": 1}
    problem = is_problem(api.post("/refresh", body), 422)
    assert sorted(pointers(problem)) == ["/more", "/reason", "/skip", "/snapshot_dt"]


@pytest.mark.parametrize(
    "body",
    [b"{", b"refresh", b"{'skip': []}", b"\xff\xfe", b"[" * 100_000, b'{"a":' * 50_000],
    ids=lambda body: repr(body[:12]),
)
def test_a_body_that_is_not_json_cannot_be_read(api: Api, body: bytes) -> None:
    assert (
        "not JSON" in is_problem(api.post_raw("/refresh", body, "application/json"), 400)["detail"]
    )


@pytest.mark.parametrize("body", [b"[]", b"null", b'"text"', b"1", b"true"])
def test_a_body_that_is_no_object_is_refused(api: Api, body: bytes) -> None:
    problem = is_problem(api.post_raw("/refresh", body, "application/json"), 422)
    assert problem["detail"] == "the body: give an object"
    assert pointers(problem) == [""]  # RFC 6901: the whole document


def test_a_body_that_is_too_long_is_not_read(api: Api) -> None:
    body = b'{"reason": "' + b"x" * 300_000 + b'"}'
    problem = is_problem(api.post_raw("/refresh", body, "application/json"), 413)
    assert "at most 262144 are taken" in problem["detail"]


def test_the_limit_of_a_steps_arguments_counts_after_merging(api: Api) -> None:
    room = MAX_ARGUMENTS_BYTES - len('{"--X":""}')
    for key, size in (("job1", room), ("job4", room + 1), ("job4", 250_000)):
        body = {"dry_run": True, "overrides": {key: {"--X": "x" * size}}}
        problem = is_problem(api.post("/refresh", body), 422)
        assert pointers(problem) == [f"/overrides/{key}"]
        assert "a step gets 16384 at most" in problem["errors"][0]["message"]
    body = {"dry_run": True, "overrides": {"job4": {"--X": "x" * room}}}
    assert api.post("/refresh", body).status_code == 200


@pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded", ""])
def test_a_body_of_another_type_is_refused(api: Api, content_type: str) -> None:
    problem = is_problem(api.post_raw("/refresh", b"{}", content_type), 415)
    assert "send application/json" in problem["detail"]


def test_the_type_may_name_its_character_set(api: Api) -> None:
    answer = api.post_raw("/refresh", b'{"a": 1}', "Application/JSON; charset=utf-8")
    is_problem(answer, 422)


def test_a_query_that_the_operation_does_not_have_is_named(api: Api) -> None:
    assert pointers(is_problem(api.post("/refresh?dry=1", {}), 422)) == ["?dry"]


@pytest.mark.parametrize(
    ("query", "pointer"),
    [
        *((f"limit={value}", "?limit") for value in ("0", "-1", "1000000000", "ten", "", "1.5")),
        ("limit=5&limit=6", "?limit"),
        ("status=RUNING", "?status"),
        ("status=PENDING_REDRIVE", "?status"),
        ("since=yesterday", "?since"),
        ("since=2026-13-01", "?since"),
        ("until=2026-11-01T00:00:00", "?until"),
        ("page=2", "?page"),
        (f"cursor={'x' * 501}", "?cursor"),
    ],
)
def test_a_wrong_filter_is_named(api: Api, query: str, pointer: str) -> None:
    assert pointers(is_problem(api.get(f"/executions?{query}"), 422)) == [pointer]


@pytest.mark.parametrize("name", ["since", "until"])
def test_a_plus_that_a_query_takes_for_a_space_is_told(api: Api, name: str) -> None:
    (problem,) = is_problem(api.get(f"/executions?{name}=2026-11-01T00:00:00+01:00"), 422)["errors"]
    assert problem["pointer"] == f"?{name}"
    assert "write it as %2B" in problem["message"]
    assert api.get(f"/executions?{name}=2026-11-01T00:00:00%2B01:00").status_code == 200


@pytest.mark.parametrize("cursor", ["x", "", "AAAA", "../../etc/passwd", "%00"])
def test_a_forged_cursor_is_refused(api: Api, cursor: str) -> None:
    assert "cursor" in is_problem(api.get(f"/executions?cursor={cursor}"), 400)["detail"]


@pytest.mark.parametrize(
    "name",
    [
        *("no-such-execution", "a:b", "..", "%2e%2e", "a%2Fb", "x" * 81, "a b", "*", "%00"),
        "arn:aws:states:us-east-1:123456789012:execution:other:theirs",
    ],
)
@pytest.mark.parametrize("suffix", ["", "/steps"])
def test_a_name_that_no_execution_has_is_not_found(api: Api, name: str, suffix: str) -> None:
    problem = is_problem(api.get_raw(f"/executions/{quote(name, safe='%:.*')}{suffix}"), 404)
    assert "no execution of this state machine is named" in problem["detail"]


@pytest.mark.parametrize("name", ["no-such-execution", "a:b", "x" * 81])
def test_what_does_not_exist_cannot_be_stopped(api: Api, name: str) -> None:
    is_problem(api.post(f"/executions/{name}/stop"), 404)


@pytest.mark.parametrize(
    "path", ["/executions/a/b/c", "/refreshs", "/dashboard", "/executions//steps/x"]
)
def test_a_path_that_is_no_route_is_not_found(api: Api, path: str) -> None:
    answer = api.get_raw(path)
    assert (answer.status_code, answer.json()["title"]) == (404, "Not found")
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_a_method_that_a_route_does_not_have_is_a_problem_too(api: Api) -> None:
    answer = api.get("/refresh")
    is_problem(answer, 405)
    assert answer.headers["Allow"] == "POST"


def test_an_answer_to_many_mistakes_stays_small(api: Api) -> None:
    answer = api.post("/refresh", {"skip": ["a"] * 199})
    assert answer.status_code == 422
    assert len(answer.json()["errors"]) == 20
    assert "and 179 more" not in answer.json()["detail"]
    assert "and 198 more" in answer.json()["detail"]
    assert api.post("/refresh", {"skip": ["a"] * 52_000}).status_code == 422


@pytest.mark.parametrize(
    "value", ["20261123", "-5", "1700000000", "2026-11-23T22:00Z", "2026-11-23T22:00:00", "now"]
)
def test_a_time_that_is_not_of_rfc_3339_is_refused(api: Api, value: str) -> None:
    (problem,) = api.get(f"/executions?since={value}").json()["errors"]
    assert problem["pointer"] == "?since"
    assert "2026-11-01T02:00:00Z" in problem["message"]


@pytest.mark.parametrize("value", ["2026-11-23", "2026-11-23T22:00:00Z", "2026-11-23t22:00:00.5z"])
def test_a_time_or_a_date_is_taken(api: Api, value: str) -> None:
    assert api.get(f"/executions?since={value}").status_code == 200


@pytest.mark.parametrize("value", ["1_0", "1.0", "%2B5"])
def test_a_limit_that_is_only_nearly_a_number_is_refused(api: Api, value: str) -> None:
    (problem,) = api.get(f"/executions?limit={value}").json()["errors"]
    assert problem["pointer"] == "?limit"
