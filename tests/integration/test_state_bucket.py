"""`make state-bucket` on the embedded AWS."""

import json
from pathlib import Path
from typing import Any

import boto3
import pytest

from release.state_bucket import main

pytestmark = pytest.mark.usefixtures("deployed")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "dev").mkdir()
    return tmp_path


def run(root: Path, bucket: str, region: str = "us-east-1") -> int:
    settings = ("--bucket", bucket, "--region", region, "--environment", "dev")
    return main([*settings, "--root", str(root)])


def client(region: str = "us-east-1") -> Any:
    return boto3.client("s3", region_name=region)


def test_the_bucket_is_versioned_and_closed_and_takes_only_encrypted_connections(
    root: Path,
) -> None:
    assert run(root, "state-of-dev") == 0
    s3 = client()
    assert s3.get_bucket_versioning(Bucket="state-of-dev")["Status"] == "Enabled"
    access = s3.get_public_access_block(Bucket="state-of-dev")["PublicAccessBlockConfiguration"]
    assert len(access) == 4
    assert all(access.values())
    (statement,) = json.loads(s3.get_bucket_policy(Bucket="state-of-dev")["Policy"])["Statement"]
    assert statement["Effect"] == "Deny"
    assert statement["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}


def test_it_is_made_in_the_region_that_is_named(root: Path) -> None:
    assert run(root, "state-in-ireland", "eu-west-1") == 0
    location = client("eu-west-1").get_bucket_location(Bucket="state-in-ireland")
    assert location["LocationConstraint"] == "eu-west-1"
    assert 'region = "eu-west-1"' in (root / "dev" / "backend.hcl").read_text()


def test_it_writes_the_backend_and_can_be_run_again(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(root, "state-twice") == 0
    assert "state-twice in us-east-1: created" in capsys.readouterr().out
    assert "use_lockfile         = true" in (root / "backend.tf").read_text()
    (root / "backend.tf").write_text("# the team's own\n")
    assert run(root, "state-twice") == 0
    assert capsys.readouterr().out == "state-twice in us-east-1: was there\n"
    assert (root / "backend.tf").read_text() == "# the team's own\n"


def test_another_bucket_of_the_environment_is_refused(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(root, "state-first") == 0
    assert run(root, "state-second") == 2
    assert "backend.hcl is there, with other settings" in capsys.readouterr().err
    names = [bucket["Name"] for bucket in client().list_buckets()["Buckets"]]
    assert "state-second" not in names
    assert 'bucket = "state-first"' in (root / "dev" / "backend.hcl").read_text()


@pytest.mark.parametrize("bucket", ["", "State_Bucket!", "a.b.c"])
def test_a_name_that_is_none_is_refused(
    root: Path, bucket: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(root, bucket) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith(f"state-bucket: BUCKET is {bucket!r}; a name has 3 to 63 lower-case")
    assert not (root / "backend.tf").exists()
