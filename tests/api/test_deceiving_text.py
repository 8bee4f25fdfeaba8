"""Text that deceives its reader is refused from callers, by the name of its field."""

import json
from typing import Any

import jwt
import pytest
from pydantic import ValidationError

from chalicelib.adapters.oidc.issuer import Claims, Issuer
from chalicelib.domain.access import TokenList
from chalicelib.errors import Unauthorized
from release.token import make_token
from tests.support.client import is_refused
from tests.support.in_process import InProcessApi
from tests.support.issuer import AUDIENCE, FakeIssuer

DECEIVING = {
    "an override to the left": "ci\u202etxt",
    "an embedding": "ci\u202atxt",
    "an isolate": "\u2066ci\u2069",
    "a mark": "ci\u200e",
    "an Arabic mark": "ci\u061c",
    "no width": "c\u200bi",
    "a joiner": "c\u200di",
    "a word joiner": "ci\u2060",
    "a byte order mark": "\ufeffci",
    "a soft hyphen": "c\u00adi",
    "tags": "ci\U000e0041\U000e0042",
    "a variation": "ci\ufe00",
    "a filler": "\u3164",
    "blanks": "   ",
    "a wide blank": "\u3000",
    "a line": "ci\nINFO forged",
    "a line of Unicode": "ci\u2028forged",
    "a paragraph": "ci\u2029forged",
    "an escape": "\x1b[2Jci",
}
of_each = pytest.mark.parametrize("kind", DECEIVING)


@of_each
def test_a_reason_that_deceives_is_refused_on_every_route(api: InProcessApi, kind: str) -> None:
    reason = {"reason": DECEIVING[kind]}
    failed = api.finished({"overrides": {"job4": {"--SIMULATE": "fail"}}})
    for answer in (
        api.post("/refresh", reason),
        api.post(f"/executions/{failed}/resume", reason),
        api.post(f"/executions/{failed}/stop", reason),
        api.put("/schedule", {"enabled": True, **reason}),
    ):
        is_refused(answer, 422)
        (problem,) = answer.json()["errors"]
        assert problem["pointer"] == "/reason"
        assert "one line of text that can be read" in problem["message"]


@of_each
def test_an_arguments_name_that_deceives_is_refused_and_a_value_may_be_anything(
    api: InProcessApi, kind: str
) -> None:
    name = f"--{DECEIVING[kind]}"
    answer = api.post("/refresh", {"overrides": {"job1": {name: "x"}}})
    is_refused(answer, 422)
    (problem,) = answer.json()["errors"]
    assert problem["pointer"] == f"/overrides/job1/{name}"
    assert "characters that can be read" in problem["message"]
    value = {"overrides": {"job1": {"--X": DECEIVING[kind]}}}
    assert api.execution(api.start(value))["input"]["overrides"] == value["overrides"]


@of_each
def test_half_of_a_surrogate_pair_is_no_json(api: InProcessApi, kind: str) -> None:
    body = json.dumps({"reason": DECEIVING[kind] + "\ud800"}).encode()
    answer = api.post_raw("/refresh", body, "application/json")
    is_refused(answer, 400)


@of_each
def test_a_token_of_a_deceiving_name_is_neither_made_nor_taken(kind: str) -> None:
    with pytest.raises(ValidationError):
        make_token(DECEIVING[kind], "viewer", None)
    entry = {"name": DECEIVING[kind], "role": "viewer", "sha256": "0" * 64}
    with pytest.raises(ValidationError):
        TokenList.model_validate_json(json.dumps({"tokens": [entry]}))


@pytest.fixture(scope="module")
def issuer() -> FakeIssuer:
    return FakeIssuer()


@pytest.mark.parametrize("name", [*DECEIVING.values(), "\ud800", "x" * 201, "", 5, None], ids=ascii)
def test_a_jwt_of_a_deceiving_name_lets_nobody_in(issuer: FakeIssuer, name: Any) -> None:
    trusted = Issuer(issuer.url, AUDIENCE, Claims("name", "roles", "viewer", "operator"))
    claims = {**issuer.claims(), "name": name}
    token = jwt.encode(claims, issuer.key, "RS256", headers={"kid": issuer.kid})
    with pytest.raises(Unauthorized, match="names nobody"):
        trusted.principal(token)
