"""Authenticate a caller."""

import re
from dataclasses import replace
from datetime import datetime

from chalicelib.domain.access import Principal, Source, holder_of
from chalicelib.errors import Unauthorized
from chalicelib.services.ports import AccessTokens, Issuer

# RFC 6750, 2.1. No valid token is longer, so longer ones are not hashed.
BEARER = re.compile(r"bearer +([A-Za-z0-9._~+/-]{1,8192}=*)", re.IGNORECASE | re.ASCII)
JWT_DOTS = 2


def authenticate(
    authorization: str, tokens: AccessTokens | None, issuer: Issuer | None, now: datetime
) -> Principal:
    """Return the principal that sends this Authorization header. `now` is in UTC.

    Where there is an issuer, a JWT goes to it. Everything else is an access token. The principal's
    name says which of the two it was.

    Raises:
        Unauthorized: the token is not valid.
        RefreshError: the token cannot be checked.
    """
    header = BEARER.fullmatch(authorization)
    if not header:
        raise Unauthorized("no bearer token")
    token = header[1]
    if issuer and token.count(".") == JWT_DOTS:
        return _known_by(Source.OIDC, issuer.principal(token))
    if tokens is None:
        raise Unauthorized("no access tokens are configured")
    found = holder_of(token, tokens.entries(), now) or holder_of(token, tokens.newer_entries(), now)
    if not found:
        raise Unauthorized("the access token is unknown, or has expired")
    return _known_by(Source.TOKEN, found)


def _known_by(source: Source, principal: Principal) -> Principal:
    return replace(principal, name=source.name_of(principal.name))
