"""The secret that lists the access tokens."""

import threading
import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from pydantic import ValidationError

from chalicelib.adapters.aws.errors import translated
from chalicelib.domain.access import TokenEntry, TokenList
from chalicelib.errors import NotFound, RefreshError, UpstreamRejected, UpstreamUnavailable

if TYPE_CHECKING:
    from mypy_boto3_secretsmanager import SecretsManagerClient

# A token that is not in the cached list may be new. Yet thousands of wrong tokens must not cause as
# many calls.
MIN_READ_INTERVAL_SECONDS = 5


class TokenSecret:
    """The secret's content, cached for `keep_seconds`. Threads may share it."""

    def __init__(
        self,
        client: "SecretsManagerClient",
        secret_id: str,
        keep_seconds: float,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._client = client
        self._secret_id = secret_id
        self._keep_seconds = keep_seconds
        self._entries: tuple[TokenEntry, ...] = ()
        self._clock = clock
        self._read_at = self._failed_at = -float("inf")
        self._failure = ""
        self._lock = threading.Lock()

    def entries(self) -> tuple[TokenEntry, ...]:
        """Return the tokens; none where the secret is missing or has no value.

        Raises:
            RefreshError: the secret cannot be read, and the cached list is too old.
        """
        return self._entries_of(self._keep_seconds)

    def newer_entries(self) -> tuple[TokenEntry, ...]:
        """Return the tokens, as fresh as an unknown token may cause them to be read.

        Raises:
            RefreshError: the secret cannot be read.
        """
        return self._entries_of(min(self._keep_seconds, MIN_READ_INTERVAL_SECONDS))

    def _entries_of(self, seconds: float) -> tuple[TokenEntry, ...]:
        with self._lock:
            now = self._clock()
            if now - self._read_at < seconds:
                return self._entries
            # A secret that cannot be read is not read again by every call.
            if now - self._failed_at < min(seconds, MIN_READ_INTERVAL_SECONDS):
                raise UpstreamUnavailable(self._failure, logged=self._failure)
            try:
                self._entries = self._read()
            except RefreshError as exc:
                self._failed_at, self._failure = now, exc.for_log
                raise
            self._read_at = now
            return self._entries

    def _read(self) -> tuple[TokenEntry, ...]:
        try:
            with translated("read the access tokens", missing="there is no secret"):
                answer = self._client.get_secret_value(SecretId=self._secret_id)
                text = answer["SecretString"]
        except NotFound:
            return ()
        try:
            return TokenList.model_validate_json(text).tokens
        except ValidationError as exc:
            wrong = "; ".join(_wrong(error["loc"], error["type"]) for error in exc.errors())
            text = f"the secret does not list access tokens: {wrong}"
            raise UpstreamRejected(text, logged=text) from None


def _wrong(place: Sequence[str | int], kind: str) -> str:
    """Return the place and the kind of a mistake; never a value, nor a key of somebody's own."""
    known = {"tokens", *TokenEntry.model_fields}
    parts = [str(part) if isinstance(part, int) or part in known else "…" for part in place]
    return f"{'.'.join(parts)}: {kind}"
