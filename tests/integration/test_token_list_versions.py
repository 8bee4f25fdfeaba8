"""Two who change the list of tokens at once do not undo each other's work."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError

from chalicelib.adapters.aws.token_secret import TokenSecret
from chalicelib.domain.access import Role, TokenEntry, TokenList, digest_of
from local.provisioning import Deployed

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture
def secret(deployed: Deployed) -> Iterator[str]:
    client = boto3.client("secretsmanager")
    arn = client.create_secret(Name="two-admins")["ARN"]
    client.put_secret_value(SecretId=arn, SecretString=listing("ann", "bob"))
    yield arn
    client.delete_secret(SecretId=arn, ForceDeleteWithoutRecovery=True)


def listing(*names: str) -> str:
    tokens = [TokenEntry(name=n, role=Role.VIEWER, sha256=digest_of(n)) for n in names]
    return TokenList(tokens=tuple(tokens)).model_dump_json()


def names_of(text: str) -> list[str]:
    return [entry["name"] for entry in json.loads(text)["tokens"]]


class Admin:
    """Somebody who follows SECURITY.md, and may be interrupted between its steps."""

    def __init__(self, arn: str) -> None:
        self._client = boto3.client("secretsmanager")
        self._arn = arn
        self._before: dict[str, Any] = {}
        self._put: dict[str, Any] = {}

    def read(self) -> list[str]:
        """Read the list."""
        self._before = dict(self._client.get_secret_value(SecretId=self._arn))
        return names_of(self._before["SecretString"])

    def prepare(self, *names: str) -> None:
        """Put another list beside it."""
        self._put = dict(
            self._client.put_secret_value(
                SecretId=self._arn, SecretString=listing(*names), VersionStages=["AWSPENDING"]
            )
        )

    def replace(self) -> None:
        """Make that the list, if the one that was read still is."""
        self._client.update_secret_version_stage(
            SecretId=self._arn,
            VersionStage="AWSCURRENT",
            MoveToVersionId=self._put["VersionId"],
            RemoveFromVersionId=self._before["VersionId"],
        )


def valid(arn: str) -> list[str]:
    """Return who gets in."""
    return [entry.name for entry in TokenSecret(boto3.client("secretsmanager"), arn, 0).entries()]


def test_a_list_that_is_prepared_lets_nobody_in_yet(secret: str) -> None:
    admin = Admin(secret)
    assert admin.read() == ["ann", "bob"]
    admin.prepare("ann", "bob", "new")
    assert valid(secret) == ["ann", "bob"]
    admin.replace()
    assert valid(secret) == ["ann", "bob", "new"]


@pytest.mark.parametrize("prepared_first", [True, False])
def test_an_entry_that_is_revoked_meanwhile_does_not_come_back(
    secret: str, prepared_first: bool
) -> None:
    adds, revokes = Admin(secret), Admin(secret)
    adds.read()
    revokes.read()
    if prepared_first:
        adds.prepare("ann", "bob", "new")
    revokes.prepare("ann")
    revokes.replace()
    if not prepared_first:
        adds.prepare("ann", "bob", "new")
    with pytest.raises(ClientError, match="InvalidParameterException"):
        adds.replace()
    assert valid(secret) == ["ann"]
    # As it says: begin again.
    assert adds.read() == ["ann"]
    adds.prepare("ann", "new")
    adds.replace()
    assert valid(secret) == ["ann", "new"]


@pytest.mark.parametrize("page", ["SECURITY.md", "docs/guides/tokens.md"])
def test_the_commands_are_those_and_what_they_write_is_for_nobody_else(page: str) -> None:
    (commands,) = [
        block
        for block in (ROOT / page).read_text().split("```")
        if block.startswith("console") and "make --silent token" in block
    ]
    steps = (
        "umask 077",
        "make --silent token",
        "get-secret-value",
        "put-secret-value",
        "--version-stages AWSPENDING",
        "update-secret-version-stage",
        "--version-stage AWSCURRENT",
        "--move-to-version-id",
        "--remove-from-version-id",
    )
    places = [commands.index(step) for step in steps]
    assert places == sorted(places)
    assert "\n$ rm made before after put" in (ROOT / page).read_text()
