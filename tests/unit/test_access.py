import json
import subprocess
import sys
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any, cast

import pytest
from pydantic import ValidationError

from chalicelib.adapters.aws.token_secret import MIN_READ_INTERVAL_SECONDS, TokenSecret
from chalicelib.api.authorizer import METHODS
from chalicelib.domain.access import (
    Principal,
    Role,
    TokenEntry,
    TokenList,
    bounded_as,
    digest_of,
    holder_of,
)
from chalicelib.errors import RefreshError, Unauthorized
from chalicelib.services.authentication import authenticate
from chalicelib.settings import SettingsError, read_access_settings
from tests.fakes.tokens import FakeSecrets
from tests.support.clock import Clock

ROOT = Path(__file__).parent.parent.parent
NOW = datetime(2026, 11, 1, tzinfo=timezone.utc)
ENTRY = TokenEntry(name="ci", role=Role.VIEWER, sha256=digest_of("a-token"))
TEXT = TokenList(tokens=(ENTRY,)).model_dump_json()


def token(*options: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "release.token", *options],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_made_token_is_the_entrys_and_is_printed_once() -> None:
    made = token("--name", "night shift", "--role", "operator", "--days", "90")
    assert made.returncode == 0, made.stderr
    secret, line = made.stdout.splitlines()
    entry = TokenEntry.model_validate_json(line)
    assert len(secret) > 40
    assert secret not in line
    now = datetime.now(timezone.utc)
    assert holder_of(secret, [entry], now) == Principal("night shift", Role.OPERATOR)
    assert entry.expires_at is not None
    assert timedelta(days=89) < entry.expires_at - now <= timedelta(days=90)
    assert token("--name", "x", "--role", "viewer").stdout.splitlines()[0] != secret


@pytest.mark.parametrize(
    "options",
    [
        ("--name", "x"),
        ("--name", "x", "--role", "admin"),
        ("--name", "", "--role", "viewer"),
        ("--name", "a\nb", "--role", "viewer"),
        ("--name", "x", "--role", "viewer", "--days", "0"),
    ],
)
def test_a_token_that_would_not_be_taken_is_not_made(options: tuple[str, ...]) -> None:
    made = token(*options)
    assert made.returncode == 2
    assert made.stdout == ""
    assert "--" in made.stderr


def test_of_two_entries_of_one_token_the_one_that_has_not_expired_counts() -> None:
    expired = ENTRY.model_copy(update={"expires_at": NOW, "role": Role.OPERATOR})
    assert holder_of("a-token", [expired, ENTRY], NOW) == Principal("ci", Role.VIEWER)
    assert holder_of("a-token", [expired], NOW) is None


def test_an_operator_may_all_that_a_viewer_may() -> None:
    assert Role.OPERATOR.includes(Role.VIEWER)
    assert Role.OPERATOR.includes(Role.OPERATOR)
    assert Role.VIEWER.includes(Role.VIEWER)
    assert not Role.VIEWER.includes(Role.OPERATOR)


ACCOUNT = "123456789012"


@pytest.mark.parametrize(
    ("name", "bounded"),
    [
        (f"iam:arn:aws:sts::{ACCOUNT}:assumed-role/ops/ann", "assumed-role/ops"),
        (f"iam:arn:aws-cn:sts::{ACCOUNT}:assumed-role/ops/i-1", "assumed-role/ops"),
        (f"iam:arn:aws:sts::{ACCOUNT}:federated-user/ann", "federated-user"),
        (f"iam:arn:aws:iam::{ACCOUNT}:user/team/ann", "user/team/ann"),
        (f"token:arn:aws:sts::{ACCOUNT}:assumed-role/ops/ann", "assumed-role/ops/ann"),
        ("oidc:ann", "oidc:ann"),
    ],
)
def test_what_a_caller_may_choose_of_their_name_is_no_part_of_whom_a_bound_is_for(
    name: str, bounded: str
) -> None:
    assert name.startswith(bounded_as(name))
    assert bounded_as(name).endswith(bounded)


def test_nothing_configured_means_nobody_gets_in() -> None:
    for header in ("Bearer a-token", "Bearer ", "", "Bearer a.b.c"):
        with pytest.raises(Unauthorized):
            authenticate(header, None, None, NOW)


@pytest.mark.parametrize(
    "entry",
    [
        {"name": "x", "role": "viewer", "sha256": "0" * 63},
        {"name": "x", "role": "viewer", "sha256": "A" * 64},
        {"name": "x", "role": "viewer", "sha256": "0" * 64, "token": "mine"},
        {"name": "x", "role": "viewer", "sha256": "0" * 64, "expires_at": "2027-01-01T00:00:00"},
        {"name": "x\u2028y", "role": "viewer", "sha256": "0" * 64},
        {"role": "viewer", "sha256": "0" * 64},
    ],
)
def test_a_list_with_a_malformed_entry_is_not_taken(entry: dict[str, str]) -> None:
    with pytest.raises(ValidationError):
        TokenList.model_validate_json(json.dumps({"tokens": [entry]}))


@pytest.mark.parametrize(
    ("environ", "named"),
    [
        ({"OIDC_ISSUER": "https://id.example.com"}, "OIDC_AUDIENCE"),
        ({"OIDC_AUDIENCE": "refresh"}, "OIDC_ISSUER"),
        ({"OIDC_ISSUER": "http://id.example.com", "OIDC_AUDIENCE": "refresh"}, "https"),
        ({"TOKEN_CACHE_SECONDS": "long"}, "TOKEN_CACHE_SECONDS"),
        ({"CORS_ORIGIN": "*"}, "CORS_ORIGIN"),
        ({"CORS_ORIGIN": "https://a.example, https://b.example"}, "CORS_ORIGIN"),
        ({"CORS_ORIGIN": "https://a.example/path"}, "CORS_ORIGIN"),
    ],
)
def test_a_setting_of_who_gets_in_that_is_malformed_is_named(
    environ: dict[str, str], named: str
) -> None:
    with pytest.raises(SettingsError, match=named):
        read_access_settings(environ)


def test_an_empty_setting_is_as_good_as_none() -> None:
    settings = read_access_settings({"OIDC_ISSUER": "", "TOKEN_SECRET_ARN": "", "CORS_ORIGIN": ""})
    assert (settings.oidc_issuer, settings.token_secret_arn, settings.cors_origin) == (None,) * 3


def test_the_list_is_kept_and_wrong_tokens_have_it_read_again_only_so_often() -> None:
    secrets, clock = FakeSecrets(TEXT), Clock()
    tokens = TokenSecret(cast("Any", secrets), "arn", 60, clock)
    for _ in range(100):
        tokens.entries()
        tokens.newer_entries()
    assert secrets.asked == 1
    clock.now += MIN_READ_INTERVAL_SECONDS
    for _ in range(100):
        tokens.entries()
    assert secrets.asked == 1
    for _ in range(100):
        tokens.newer_entries()
    assert secrets.asked == 2
    clock.now += 60
    assert tokens.entries() == (ENTRY,)
    assert secrets.asked == 3


def test_a_secret_that_cannot_be_read_lets_nobody_in_and_is_not_asked_for_by_every_call() -> None:
    secrets, clock = FakeSecrets(TEXT), Clock()
    tokens = TokenSecret(cast("Any", secrets), "arn", 60, clock)
    tokens.entries()
    secrets.text = "corrupt"
    clock.now += 60
    for _ in range(100):
        with pytest.raises(RefreshError, match="does not list access tokens"):
            tokens.entries()
    assert secrets.asked == 2
    secrets.text = TEXT
    clock.now += MIN_READ_INTERVAL_SECONDS
    assert tokens.entries() == (ENTRY,)


def test_the_policies_of_iam_callers_and_the_authorizer_name_the_same_methods() -> None:
    callers = (ROOT / "terraform" / "modules" / "api" / "callers.tf").read_text()
    for role in Role:
        assert f"{role} = {json.dumps(METHODS[role])}" in callers
