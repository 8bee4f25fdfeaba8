"""The public keys of an OpenID Connect issuer."""

import json
import threading
import urllib.request
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from urllib.error import HTTPError

import jwt

from chalicelib.errors import Unauthorized, UpstreamUnavailable

# By the algorithm of a signature, the type of its key and, where one is fixed, the curve. Only the
# issuer has the keys for these: never "none", and no HS256, for which the public key would do (RFC
# 8725, 2.1). The key is held against the algorithm before anything is decoded.
# https://www.rfc-editor.org/rfc/rfc7518#section-3.1
KEY_TYPES = {"RS256": ("RSA", None), "PS256": ("RSA", None), "ES256": ("EC", "P-256")}

FETCH_SECONDS = 3
# Of one step of a connection.
SOCKET_SECONDS = 3
MAX_BYTES = 1_000_000
# Keys are looked at again so often; while the issuer does not answer, they are good for longer.
REFRESH_KEYS_SECONDS = 300
KEEP_KEYS_SECONDS = 3600
# How soon a token may cause another fetch, by an unknown key id or while the issuer fails.
FETCH_AGAIN_SECONDS = 10


@dataclass(frozen=True)
class Key:
    """A public key, and the accepted algorithms that it is for."""

    material: Any
    algorithms: frozenset[str]


class IssuerKeys:
    """The issuer's keys. PyJWKClient forgets failures, so that each token would wait for one."""

    def __init__(self, issuer: str, clock: Callable[[], float]) -> None:
        self._issuer = issuer
        self._clock = clock
        self._known: Mapping[str, Key] = {}
        self._fetched_at = self._tried_at = -float("inf")
        self._trouble = ""
        self._fetch: _Fetch | None = None
        self._lock = threading.Lock()

    def find(self, key_id: object) -> Key:
        """Return the key with this id.

        Raises:
            Unauthorized: the issuer has no such key.
            UpstreamUnavailable: the issuer's keys cannot be read.
        """
        with self._lock:
            now = self._clock()
            aged = now - self._fetched_at >= REFRESH_KEYS_SECONDS
            if (aged or key_id not in self._known) and now - self._tried_at >= FETCH_AGAIN_SECONDS:
                self._tried_at = now
                # The known keys stay valid for a while without the issuer.
                with suppress(UpstreamUnavailable):
                    self._known = self._fetched()
                    self._fetched_at = now
            if key_id in self._known and now - self._fetched_at < KEEP_KEYS_SECONDS:
                return self._known[str(key_id)]
            if self._fetched_at == self._tried_at:
                raise Unauthorized("the JWT's key is not one of the issuer's")
            message = f"{self._issuer} does not tell its keys: {self._trouble}"
            raise UpstreamUnavailable(message, logged=message)

    def _fetched(self) -> Mapping[str, Key]:
        try:
            # An issuer that sends a byte now and then holds one thread, and no more.
            if self._fetch is None or not self._fetch.is_alive():
                self._fetch = _Fetch(self._issuer)
            return self._fetch.found(FETCH_SECONDS)
        except Exception as exc:  # whatever an issuer answers must not be our failure
            self._trouble = f"{type(exc).__name__}: {exc}"
            raise UpstreamUnavailable(self._trouble) from exc


class _Fetch(threading.Thread):
    """Fetch the keys. A socket's own timeout begins anew with every byte, so this is a thread."""

    def __init__(self, issuer: str) -> None:
        super().__init__(daemon=True)
        self._issuer = issuer
        self._found: Future[Mapping[str, Key]] = Future()
        self.start()

    def run(self) -> None:
        """Fetch them."""
        try:
            self._found.set_result(_keys_of(self._issuer))
        except Exception as exc:  # noqa: BLE001  # raised again where it is waited for
            self._found.set_exception(exc)

    def found(self, seconds: float) -> Mapping[str, Key]:
        """Return the keys.

        Raises:
            TimeoutError: they take longer.
        """
        return self._found.result(seconds)


def _keys_of(issuer: str) -> Mapping[str, Key]:
    """Return the keys that OpenID Connect Discovery 1.0 leads to, by their ids.

    Raises:
        ValueError: the issuer's documents do not have the form that they must have.
    """
    metadata = _read_json(issuer.rstrip("/") + "/.well-known/openid-configuration")
    if not isinstance(metadata, dict) or metadata.get("issuer") != issuer:
        raise ValueError("its metadata is of another issuer")
    where = metadata.get("jwks_uri")
    if not (where and isinstance(where, str)):
        raise ValueError("its metadata has no jwks_uri")
    # Keys must come by a way on which nobody can change them.
    if issuer.startswith("https://") and not where.startswith("https://"):
        raise ValueError("its jwks_uri is not an https URL")
    document = _read_json(where)
    listed = document.get("keys") if isinstance(document, dict) else None
    if listed is None or not isinstance(listed, list):
        raise ValueError("its key set has no list of keys")
    if keys := dict(_usable_keys(listed)):
        return keys
    raise ValueError("its key set has no key that can be used")


def _usable_keys(listed: Iterable[Any]) -> Iterator[tuple[str, Key]]:
    """Yield the keys that have an id and are whole; a set may hold keys for other uses."""
    for jwk in listed:
        if isinstance(jwk, dict) and isinstance(jwk.get("kid"), str):
            algorithms = _algorithms(jwk)
            with suppress(jwt.PyJWTError):
                yield jwk["kid"], Key(jwt.PyJWK(jwk).key if algorithms else None, algorithms)


def _algorithms(jwk: Mapping[str, Any]) -> frozenset[str]:
    """Return the accepted algorithms that a key is for; none where it is for something else."""
    if jwk.get("use") not in (None, "sig"):
        return frozenset()
    fitting = {
        name
        for name, (kty, crv) in KEY_TYPES.items()
        if jwk.get("kty") == kty and crv in (None, jwk.get("crv"))
    }
    named = jwk.get("alg")
    return frozenset(fitting if named is None else fitting & {str(named)})


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: Any) -> None:
        """Follow none: it is the issuer that has to answer."""


def _read_json(url: str) -> Any:
    opener = urllib.request.build_opener(_NoRedirect)
    try:
        with opener.open(url, timeout=SOCKET_SECONDS) as answer:
            text = answer.read(MAX_BYTES + 1)
            if len(text) > MAX_BYTES:
                raise ValueError(f"it answers with more than {MAX_BYTES} bytes")
            return json.loads(text)
    except HTTPError as exc:
        exc.close()  # it is an answer, too
        raise
