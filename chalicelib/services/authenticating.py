"""Find out who calls."""

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from chalicelib.domain.access import Principal, TokenEntry, holder_of
from chalicelib.errors import Unauthorized

# RFC 6750, 2.1. Longer ones are nobody's, and not worth hashing.
BEARER = re.compile(r"bearer +([A-Za-z0-9._~+/-]{1,8192}=*)", re.IGNORECASE | re.ASCII)
JWT_DOTS = 2


class AccessTokens(Protocol):
    """The access tokens that are good. Every method raises `RefreshError`s."""

    def entries(self) -> Sequence[TokenEntry]:
        """Return them as they were known a while ago."""

    def newer_entries(self) -> Sequence[TokenEntry]:
        """Return them as new as a wrong token may make us look."""


class Issuer(Protocol):
    """An issuer of JWTs."""

    def principal(self, token: str) -> Principal:
        """Return whom a JWT is for; raises `Unauthorized` and `Unavailable`."""


def authenticate(
    authorization: str, tokens: AccessTokens | None, issuer: Issuer | None, now: datetime
) -> Principal:
    """Return who sends this Authorization header. `now` is in UTC.

    A JWT is the issuer's to tell where there is one; all else is an access token.

    Raises:
        Unauthorized: nobody that is known.
        RefreshError: it cannot be found out.
    """
    given = BEARER.fullmatch(authorization)
    if not given:
        raise Unauthorized("no bearer token")
    token = given[1]
    if issuer and token.count(".") == JWT_DOTS:
        return issuer.principal(token)
    if tokens is None:
        raise Unauthorized("no access tokens are configured")
    found = holder_of(token, tokens.entries(), now) or holder_of(token, tokens.newer_entries(), now)
    if not found:
        raise Unauthorized("the access token is unknown, or has expired")
    return found
