"""`python -m release.state_bucket`: create the bucket of Terraform's state, and configure it.

It writes `backend.tf` beside the root module, and `backend.hcl` into the environment's folder.
Files and settings that are there already are kept, so it can be run again.
"""

import argparse
import json
import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from release import ReleaseError

ENVIRONMENTS = Path(__file__).parent.parent / "terraform" / "environments"
BACKEND = """terraform {
  backend "s3" {
    key                  = "terraform.tfstate"
    workspace_key_prefix = "database-refresh"
    use_lockfile         = true
    encrypt              = true
  }
}
"""
SETTINGS = """bucket = "{bucket}"
region = "{region}"
"""
# A name with a dot does not fit the certificate of S3.
NAME = re.compile(r"[a-z0-9][a-z0-9-]{1,61}[a-z0-9]")
A_NAME = "a name has 3 to 63 lower-case letters, digits and hyphens"
# CreateBucket takes no location for it.
# https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateBucket.html
FIRST_REGION = "us-east-1"


def create_bucket(s3: Any, bucket: str, region: str) -> bool:
    """Create the bucket, versioned, encrypted and closed to the public; return whether it was new.

    Raises:
        ReleaseError: it belongs to another account, or a call is refused.
    """
    location: dict[str, Any] = {"CreateBucketConfiguration": {"LocationConstraint": region}}
    try:
        new = not _is_ours(s3, bucket)
        if new:
            s3.create_bucket(Bucket=bucket, **({} if region == FIRST_REGION else location))
        s3.put_public_access_block(
            Bucket=bucket,
            PublicAccessBlockConfiguration=dict.fromkeys(
                (
                    *("BlockPublicAcls", "IgnorePublicAcls"),
                    *("BlockPublicPolicy", "RestrictPublicBuckets"),
                ),
                True,
            ),
        )
        # An earlier state can be restored. AWS encrypts every bucket by itself.
        s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})
        s3.put_bucket_policy(Bucket=bucket, Policy=json.dumps(_tls_only(bucket)))
    except (ClientError, BotoCoreError) as exc:
        raise ReleaseError(f"the bucket {bucket} cannot be created: {exc}") from exc
    return new


def _is_ours(s3: Any, bucket: str) -> bool:
    """Return whether the bucket is there.

    Raises:
        ReleaseError: it belongs to another account, or to another region.
    """
    try:
        found = s3.head_bucket(Bucket=bucket)
    except ClientError as exc:
        status = exc.response["ResponseMetadata"]["HTTPStatusCode"]
        if status == 404:
            return False
        if status in (301, 403):
            raise ReleaseError(
                f"the bucket {bucket} belongs to somebody else, or is in another region; "
                "choose another name"
            ) from exc
        raise
    region = found.get("BucketRegion", s3.meta.region_name)
    if region != s3.meta.region_name:
        raise ReleaseError(f"the bucket {bucket} is in {region}; name this region")
    return True


def _tls_only(bucket: str) -> dict[str, Any]:
    return {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Sid": "OnlyEncryptedConnections",
                "Effect": "Deny",
                "Principal": "*",
                "Action": "s3:*",
                "Resource": [f"arn:aws:s3:::{bucket}", f"arn:aws:s3:::{bucket}/*"],
                "Condition": {"Bool": {"aws:SecureTransport": "false"}},
            }
        ],
    }


def backend_files(root: Path, environment: str, bucket: str, region: str) -> dict[Path, str]:
    """Return the files of the backend that are not there, and what belongs into them.

    Raises:
        ReleaseError: the bucket's name is invalid, or the environment has another backend.
    """
    if not NAME.fullmatch(bucket):
        raise ReleaseError(f"BUCKET is {bucket!r}; {A_NAME}")
    settings = root / environment / "backend.hcl"
    text = SETTINGS.format(bucket=bucket, region=region)
    if settings.exists() and settings.read_text() != text:
        raise ReleaseError(
            f"{settings} is there, with other settings; keep its bucket, or remove it"
        )
    files = {root / "backend.tf": BACKEND, settings: text}
    return {path: text for path, text in files.items() if not path.exists()}


def main(arguments: Sequence[str] | None = None) -> int:
    """Create and write, and return the exit code: 0 done, 2 not possible."""
    parser = argparse.ArgumentParser("python -m release.state_bucket", description=__doc__)
    parser.add_argument("--bucket", required=True)
    parser.add_argument("--region", required=True)
    parser.add_argument("--environment", required=True)
    parser.add_argument("--root", type=Path, default=ENVIRONMENTS, metavar="FOLDER")
    options = parser.parse_args(arguments)
    bucket, region = options.bucket, options.region
    try:
        files = backend_files(options.root, options.environment, bucket, region)
        new = create_bucket(boto3.client("s3", region_name=region), bucket, region)
    except (ReleaseError, BotoCoreError, ValueError) as exc:
        print(f"state-bucket: {exc}", file=sys.stderr)
        return 2
    print(f"{bucket} in {region}: {'created' if new else 'was there'}")
    for path, text in files.items():
        path.write_text(text)
        print(f"{path}: written; commit it")
    return 0


if __name__ == "__main__":
    sys.exit(main())
