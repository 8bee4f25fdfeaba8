"""The principal of a JWT of an OpenID Connect issuer."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import jwt

from chalicelib.adapters.oidc.keys import KEY_TYPES, IssuerKeys
from chalicelib.domain.access import Principal, Role, is_name
from chalicelib.errors import Unauthorized

REQUIRED = ("exp", "iss", "aud")
# A longer one is no access token.
MAX_LIFETIME_SECONDS = 24 * 3600
# RFC 9068, 2.1: an access token says so, or does not say what it is.
TOKEN_TYPES = ("JWT", "AT+JWT", "APPLICATION/AT+JWT")
# Only an ID token has them (OpenID Connect Core, 2). It is for the client that somebody signed in
# to, and not for an API. Amazon Cognito says so in `token_use`.
ID_TOKEN_CLAIMS = ("nonce", "at_hash", "c_hash")
CLOCK_SKEW_SECONDS = 30


@dataclass(frozen=True)
class Claims:
    """Which claims name the caller and list the roles, and the names of the roles there.

    With `roles_are_scope`, the claim of the roles is a string of names with spaces between, as
    OAuth's `scope`. Otherwise a string is one role.
    """

    name: str
    roles: str
    viewer: str
    operator: str
    roles_are_scope: bool = False


class Issuer:
    """An issuer whose JWTs are accepted if they are for this audience. Threads may share it."""

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
        self._keys = IssuerKeys(url, clock)

    def principal(self, token: str) -> Principal:
        """Return the principal of a token. The role is `None` where the issuer gives none.

        Raises:
            Unauthorized: the token is malformed, not this issuer's, not for this audience, or not
                valid now.
            UpstreamUnavailable: the issuer's keys cannot be read.
        """
        try:
            header = jwt.get_unverified_header(token)
            algorithm = header.get("alg")
            # Before anything is fetched for it.
            if not isinstance(algorithm, str) or algorithm not in KEY_TYPES:
                raise Unauthorized("the JWT is not signed with an accepted algorithm")
            key = self._keys.find(header.get("kid"))
            if algorithm not in key.algorithms:
                raise Unauthorized("the JWT's algorithm is not one of its key")
            claims = jwt.decode(
                token,
                key=key.material,
                algorithms=[algorithm],
                audience=self._audience,
                issuer=self._url,
                leeway=CLOCK_SKEW_SECONDS,
                options={"require": list(REQUIRED)},
            )
        except jwt.PyJWTError as exc:
            # The kind of mistake, never the content.
            raise Unauthorized(f"the JWT is not valid: {type(exc).__name__}") from exc
        _check_kind(header, claims)
        name = claims.get(self._claims.name)
        if not isinstance(name, str) or not is_name(name):
            raise Unauthorized(f"the JWT's claim {self._claims.name} names nobody")
        return Principal(name, self._role(_claim(claims, self._claims.roles)))

    def _role(self, value: Any) -> Role | None:
        if isinstance(value, str):
            value = value.split() if self._claims.roles_are_scope else [value]
        roles = value if isinstance(value, list) else []
        if self._claims.operator in roles:
            return Role.OPERATOR
        return Role.VIEWER if self._claims.viewer in roles else None


def _check_kind(header: Mapping[str, Any], claims: Mapping[str, Any]) -> None:
    """Check that a token is an access token.

    Raises:
        Unauthorized: the token is an ID token or of another kind, or it lives for too long.
    """
    if str(header.get("typ", "JWT")).upper() not in TOKEN_TYPES:
        raise Unauthorized("the JWT is not an access token, by its type")
    if claims.get("token_use", "access") != "access" or any(c in claims for c in ID_TOKEN_CLAIMS):
        raise Unauthorized("the JWT is an ID token; send an access token")
    # PyJWT has read it as a whole number, which may be a text.
    if int(claims["exp"]) - time.time() > MAX_LIFETIME_SECONDS + CLOCK_SKEW_SECONDS:
        raise Unauthorized(f"the JWT is valid for more than {MAX_LIFETIME_SECONDS} s")


def _claim(claims: Mapping[str, Any], path: str) -> Any:
    """Return a claim. A name with dots may be a whole one, as in URLs, or lead into objects."""
    if path in claims:
        return claims[path]
    found: Any = claims
    for part in path.split("."):
        found = found.get(part) if isinstance(found, Mapping) else None
    return found
