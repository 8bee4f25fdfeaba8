"""JWTs of an OpenID Connect issuer: the only place that knows PyJWT."""

import json
import threading
import time
import urllib.request
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError

import jwt

from chalicelib.domain.access import Principal, Role, is_name
from chalicelib.errors import Unauthorized, UpstreamUnavailable

# Signed with a key that only the issuer has. Never "none", and no HS256: whoever knows the public
# key could sign with it (RFC 8725, 2.1).
ALGORITHMS = ("RS256", "PS256", "ES256")
REQUIRED = ("exp", "iss", "aud")
CLOCK_SKEW_SECONDS = 30

FETCH_SECONDS = 3
MAX_BYTES = 1_000_000
# Keys are looked at again so often; while the issuer does not answer, they are good for longer.
REFRESH_KEYS_SECONDS = 300
KEEP_KEYS_SECONDS = 3600
# How soon a token may cause another fetch, by an unknown key id or while the issuer fails.
FETCH_AGAIN_SECONDS = 10


@dataclass(frozen=True)
class Claims:
    """Which claims name the caller and list the roles, and what the roles are called there."""

    name: str
    roles: str
    viewer: str
    operator: str


class Issuer:
    """An issuer whose JWTs are taken, if they are for this audience; threads may share it."""

    def __init__(
        self,
        url: str,
        audience: str,
        claims: Claims,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._url = url
        self._audience = audience
        self._claims = claims
        self._keys = _Keys(url, clock)

    def principal(self, token: str) -> Principal:
        """Return whom the issuer says the token is for; the role is None where it gives none.

        Raises:
            Unauthorized: the token is malformed, not this issuer's, not for us, or not valid now.
            UpstreamUnavailable: the issuer's keys cannot be had.
        """
        try:
            header = jwt.get_unverified_header(token)
            # Before anything is fetched for it.
            if header.get("alg") not in ALGORITHMS:
                raise Unauthorized("the JWT is not signed with an algorithm that is taken")
            claims = jwt.decode(
                token,
                # The key alone: as a JWK, an RSA key that names no algorithm is for RS256.
                key=self._keys.find(header.get("kid")).key,
                algorithms=ALGORITHMS,
                audience=self._audience,
                issuer=self._url,
                leeway=CLOCK_SKEW_SECONDS,
                options={"require": list(REQUIRED)},
            )
        except jwt.PyJWTError as exc:
            # What kind of wrong it is, and never what it holds.
            raise Unauthorized(f"the JWT is not good: {type(exc).__name__}") from exc
        name = claims.get(self._claims.name)
        if not isinstance(name, str) or not is_name(name):
            raise Unauthorized(f"the JWT's claim {self._claims.name} names nobody")
        return Principal(name, self._role(_claim(claims, self._claims.roles)))

    def _role(self, given: Any) -> Role | None:
        roles = given.split() if isinstance(given, str) else given
        if not isinstance(roles, list):
            return None
        if self._claims.operator in roles:
            return Role.OPERATOR
        return Role.VIEWER if self._claims.viewer in roles else None


class _Keys:
    """The issuer's keys. PyJWKClient has no memory of failures: each token would wait for one."""

    def __init__(self, issuer: str, clock: Callable[[], float]) -> None:
        self._issuer = issuer
        self._clock = clock
        self._known: Mapping[str, jwt.PyJWK] = {}
        self._fetched_at = self._tried_at = -float("inf")
        self._trouble = ""
        self._lock = threading.Lock()

    def find(self, key_id: object) -> jwt.PyJWK:
        """Return the key with this id.

        Raises:
            Unauthorized: the issuer has no such key.
            UpstreamUnavailable: the issuer does not tell its keys.
        """
        with self._lock:
            now = self._clock()
            aged = now - self._fetched_at >= REFRESH_KEYS_SECONDS
            if (aged or key_id not in self._known) and now - self._tried_at >= FETCH_AGAIN_SECONDS:
                self._tried_at = now
                # What is known is good for a while without the issuer.
                with suppress(UpstreamUnavailable):
                    self._known = self._fetch()
                    self._fetched_at = now
            if key_id in self._known and now - self._fetched_at < KEEP_KEYS_SECONDS:
                return self._known[str(key_id)]
            if self._fetched_at == self._tried_at:
                raise Unauthorized("the JWT's key is not one of the issuer's")
            raise UpstreamUnavailable(f"{self._issuer} does not tell its keys: {self._trouble}")

    def _fetch(self) -> Mapping[str, jwt.PyJWK]:
        try:
            return _within(FETCH_SECONDS, self._issuer)
        except (OSError, ValueError, KeyError, TypeError, HTTPException, jwt.PyJWTError) as exc:
            self._trouble = f"{type(exc).__name__}: {exc}"
            raise UpstreamUnavailable(self._trouble) from exc


def _within(seconds: float, issuer: str) -> Mapping[str, jwt.PyJWK]:
    """Return the issuer's keys; a socket's own timeout begins anew with every byte.

    Raises:
        TimeoutError: they take longer.
    """
    found: Future[Mapping[str, jwt.PyJWK]] = Future()

    def fetch() -> None:
        try:
            found.set_result(_keys_of(issuer))
        except Exception as exc:  # noqa: BLE001  # raised again where it is waited for
            found.set_exception(exc)

    threading.Thread(target=fetch, daemon=True).start()
    return found.result(seconds)


def _keys_of(issuer: str) -> Mapping[str, jwt.PyJWK]:
    """Return the keys that OpenID Connect Discovery 1.0 leads to, by their ids."""
    about = _read_json(issuer.rstrip("/") + "/.well-known/openid-configuration")
    if about["issuer"] != issuer:
        raise ValueError("it calls itself by another name")
    where = about["jwks_uri"]
    # Keys must come by a way on which nobody can change them.
    if issuer.startswith("https://") and not where.startswith("https://"):
        raise ValueError("it has its keys where https does not lead")
    keys = jwt.PyJWKSet.from_dict(_read_json(where)).keys
    return {key.key_id: key for key in keys if key.key_id and key.public_key_use in (None, "sig")}


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: Any) -> None:
        """Follow none: it is the issuer that has to answer."""


def _read_json(url: str) -> Any:
    opener = urllib.request.build_opener(_NoRedirect)
    try:
        with opener.open(url, timeout=FETCH_SECONDS) as answer:
            return json.loads(answer.read(MAX_BYTES))
    except HTTPError as exc:
        exc.close()  # it is an answer, too
        raise


def _claim(claims: Mapping[str, Any], path: str) -> Any:
    """Return a claim. A name with dots may be a whole one, as in URLs, or lead into objects."""
    if path in claims:
        return claims[path]
    found: Any = claims
    for part in path.split("."):
        found = found.get(part) if isinstance(found, Mapping) else None
    return found
