"""Translate the errors of AWS into those of this service, once."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from botocore import exceptions as aws
from botocore.parsers import ResponseParserError

from chalicelib.adapters.aws.clients import NoTimeLeft
from chalicelib.errors import (
    Conflict,
    NotFound,
    RefreshError,
    UpstreamRejected,
    UpstreamThrottled,
    UpstreamUnavailable,
)

BY_CODE: dict[str, type[RefreshError]] = {
    "ExecutionDoesNotExist": NotFound,
    "EntityNotFoundException": NotFound,  # Glue
    "ExecutionAlreadyExists": Conflict,
    "ProvisionedThroughputExceededException": UpstreamThrottled,  # DynamoDB
    "ThrottlingException": UpstreamThrottled,
    "Throttling": UpstreamThrottled,
    "TooManyRequestsException": UpstreamThrottled,
    "RequestLimitExceeded": UpstreamThrottled,
    "ExecutionLimitExceeded": UpstreamThrottled,
    "KmsThrottlingException": UpstreamThrottled,
    "ConcurrentModificationException": UpstreamUnavailable,  # EventBridge
    "InternalFailure": UpstreamUnavailable,
    "InternalServerError": UpstreamUnavailable,
    "InternalServiceError": UpstreamUnavailable,  # Secrets Manager
    "InternalServiceException": UpstreamUnavailable,
    "ServiceUnavailable": UpstreamUnavailable,
    "RequestTimeout": UpstreamUnavailable,
}

# The caller's mistake where the call names what is missing; else the deployment's.
GONE = "ResourceNotFoundException"

# No ClientError: there is no answer, or none that can be read. Subclasses before their bases.
BY_TYPE: tuple[tuple[type[Exception], type[RefreshError], str], ...] = (
    (NoTimeLeft, UpstreamUnavailable, "AWS is slow, and there is no time left for it"),
    (aws.ConnectTimeoutError, UpstreamUnavailable, "AWS could not be reached in time"),
    (aws.ReadTimeoutError, UpstreamUnavailable, "AWS did not answer in time"),
    (aws.ConnectionError, UpstreamUnavailable, "AWS could not be reached"),
    (aws.HTTPClientError, UpstreamUnavailable, "the connection to AWS broke"),
    (ResponseParserError, UpstreamRejected, "AWS's answer could not be read"),
    (aws.NoCredentialsError, UpstreamRejected, "the API has no AWS credentials"),
    (aws.PartialCredentialsError, UpstreamRejected, "the API's AWS credentials are incomplete"),
    (aws.NoRegionError, UpstreamRejected, "the API does not know its AWS region"),
    (aws.ParamValidationError, UpstreamRejected, "AWS does not take such a call"),
    (aws.BotoCoreError, UpstreamUnavailable, "the call to AWS failed"),
    # botocore takes a body that is not JSON for an empty answer, so keys are missing.
    (KeyError, UpstreamRejected, "AWS's answer is incomplete"),
    (ValueError, UpstreamRejected, "AWS's answer holds something that is not JSON"),
)
UNREADABLE = tuple(kind for kind, _, _ in BY_TYPE)

# AWS quotes what it does not take: an input, arguments. So its words are logged for these codes
# alone, which are about a permission, a resource or a limit.
NAMES_RESOURCES = re.compile(
    r"^(AccessDenied|UnrecognizedClient|ExpiredToken|InvalidClientToken|Kms|KMS)"
    r"|(NotFound|DoesNotExist|LimitExceeded|Deleting|Throttl\w*|Internal\w*|ServiceUnavailable)"
    r"(Exception|Error|Failure)?$"
)
MAX_LOGGED = 500


@contextmanager
def translated(doing: str, missing: str = "") -> Iterator[None]:
    """Raise the errors of AWS as ours.

    `doing` says what the call tries, e.g. "start the execution"; it is logged. `missing` is the
    message where the requested thing does not exist.

    The code inside is the call and the reading of its answer, and nothing else.

    Raises:
        RefreshError: of the type that the tables give; for a code that is not in them,
            `UpstreamRejected`.
    """
    try:
        yield
    except aws.ClientError as exc:
        error = exc.response.get("Error", {})
        code = error.get("Code", "")
        kind = BY_CODE.get(code, _by_status(exc))
        if missing and (kind is NotFound or code == GONE):
            raise NotFound(missing) from exc
        message = str(error.get("Message", ""))
        loggable = (
            message[:MAX_LOGGED] if NAMES_RESOURCES.search(code) else "its words are not logged"
        )
        failed = f"cannot {doing}: {code}: "
        raise kind(f"{failed}{message}", logged=f"{failed}{loggable}") from exc
    except UNREADABLE as exc:
        kind, text = next((kind, text) for typ, kind, text in BY_TYPE if isinstance(exc, typ))
        failed = f"cannot {doing}: {text}"
        raise kind(failed, logged=failed) from exc


def _by_status(exc: aws.ClientError) -> type[RefreshError]:
    status = exc.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 400)
    return UpstreamUnavailable if status >= 500 else UpstreamRejected
