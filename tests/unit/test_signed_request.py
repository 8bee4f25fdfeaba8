"""The documented example of a signed request, as it is in docs/."""

import hashlib
import hmac
import re
from urllib.request import Request

import pytest
from botocore.session import Session

from docs.signed_request import signed

HOST = "abc123.execute-api.eu-west-1.amazonaws.com"
SECRET = "not-a-secret"


@pytest.fixture
def session(monkeypatch: pytest.MonkeyPatch) -> Session:
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-1")
    session = Session()
    session.set_credentials("AKIDEXAMPLE", SECRET, "of-a-session")
    return session


def signature_of(request: Request, query: str, body: bytes) -> str:
    """Return what AWS computes of the request as it was sent.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
    """
    sent = {name.lower(): value for name, value in request.header_items()} | {"host": HOST}
    names = re.findall("SignedHeaders=([^,]+)", sent["authorization"])[0].split(";")
    day = sent["x-amz-date"][:8]
    scope = f"{day}/eu-west-1/execute-api/aws4_request"
    canonical = "\n".join(
        [
            *(request.get_method(), request.selector.partition("?")[0], query),
            *(f"{name}:{sent[name]}" for name in names),
            *("", ";".join(names), hashlib.sha256(body).hexdigest()),
        ]
    )
    to_sign = "\n".join(
        [
            *("AWS4-HMAC-SHA256", sent["x-amz-date"], scope),
            hashlib.sha256(canonical.encode()).hexdigest(),
        ]
    )
    key = f"AWS4{SECRET}".encode()
    for part in scope.split("/"):
        key = hmac.digest(key, part.encode(), "sha256")
    return hmac.digest(key, to_sign.encode(), "sha256").hex()


@pytest.mark.parametrize(
    ("method", "path", "query", "body"),
    [
        ("GET", "/api/executions", "limit=5&status=RUNNING", None),
        ("POST", "/api/refresh", "", '{"reason": "late snapshot"}'),
    ],
)
def test_what_it_sends_carries_the_signature_that_aws_computes(
    session: Session, method: str, path: str, query: str, body: str | None
) -> None:
    request = signed(method, f"https://{HOST}{path}{query and '?' + query}", body, session)
    authorization = request.get_header("Authorization")
    assert authorization
    assert re.fullmatch(
        r"AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/\d{8}/eu-west-1/execute-api/aws4_request, "
        r"SignedHeaders=[a-z0-9;-]*host;[a-z0-9;-]+, Signature=[0-9a-f]{64}",
        authorization,
    )
    assert authorization.endswith(signature_of(request, query, (body or "").encode()))
    assert request.data == (body and body.encode())
