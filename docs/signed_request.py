"""Calls a refresh API that is deployed for AWS IAM: `python signed_request.py METHOD URL [BODY]`.

The credentials and the region are found as boto3 finds them, and boto3 is all it needs.
"""

import sys
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.session import Session


def signed(method: str, url: str, body: str | None, session: Session) -> Request:
    """Return the request, signed as API Gateway wants it; it is good for five minutes."""
    request = AWSRequest(method, url, data=body)
    if body is not None:
        request.headers["Content-Type"] = "application/json"
    credentials, region = session.get_credentials(), session.get_config_variable("region")
    if credentials is None or region is None:
        raise SystemExit("boto3 finds no AWS credentials, or no region (AWS_DEFAULT_REGION)")
    SigV4Auth(credentials, "execute-api", region).add_auth(request)
    data = None if body is None else body.encode()
    # The URL is the caller's own.
    return Request(url, data, dict(request.headers), method=method)  # noqa: S310


def main(method: str, url: str, body: str | None = None) -> str:
    """Return the answer, also where it is an error."""
    try:
        with urlopen(signed(method, url, body, Session())) as answer:  # noqa: S310
            return str(answer.read().decode())
    except HTTPError as exc:
        return exc.read().decode()


if __name__ == "__main__":
    print(main(*sys.argv[1:]))  # noqa: T201
