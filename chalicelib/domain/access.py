"""Who calls, and what they may do."""

import hashlib
import hmac
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

from chalicelib.domain.text import A_LINE, is_line

MAX_TOKENS = 500
MAX_NAME = 200


# Stands for no role where only texts can stand.
NO_ROLE = "none"


class Source(StrEnum):
    """Where the name of a principal comes from."""

    TOKEN = "token"  # noqa: S105  # a word, and no token
    OIDC = "oidc"
    IAM = "iam"

    def name_of(self, name: str) -> str:
        """Return the name on record. It begins with the source, so no source can take another's."""
        return f"{self}:{name}"


# The last part of these ARNs is what the caller chose when they asked for the session.
_SESSION = re.compile(
    rf"({Source.IAM}:arn:[^:]+:sts::\d+:(?:assumed-role/[^/]+|federated-user))/.+"
)


def bounded_as(principal: str) -> str:
    """Return the name that a principal is counted by: all sessions of a role count as one."""
    session = _SESSION.fullmatch(principal)
    return session[1] if session else principal


class Role(StrEnum):
    """What a principal may do: a viewer reads, and an operator also acts."""

    VIEWER = "viewer"
    OPERATOR = "operator"

    def includes(self, other: "Role") -> bool:
        """Return whether this role may do all that the other may."""
        return self is Role.OPERATOR or other is Role.VIEWER


@dataclass(frozen=True)
class Principal:
    """An authenticated caller. Without a role, they may do nothing."""

    name: str
    role: Role | None


def is_name(text: str) -> bool:
    """Return whether a text can be the name of a principal: it goes into inputs, mails and logs."""
    return len(text) <= MAX_NAME and is_line(text)


def _checked_name(text: str) -> str:
    if not is_name(text):
        raise ValueError(f"give {A_LINE}, of {MAX_NAME} characters at most")
    return text


class TokenEntry(BaseModel):
    """An access token as it is stored: its SHA-256 in hexadecimal, never the token itself."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    name: Annotated[str, AfterValidator(_checked_name)]
    role: Role
    sha256: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
    expires_at: AwareDatetime | None = None


class TokenList(BaseModel):
    """The content of the secret: every valid access token."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    tokens: tuple[TokenEntry, ...] = Field(max_length=MAX_TOKENS)


def lacking(role: Role | None) -> str:
    """Return a remark about the missing role, which follows the gateway's own message."""
    if role is None:
        return f"(you have no role; it takes {Role.VIEWER} to read, {Role.OPERATOR} to change)"
    return f"(you have the role {role}; it takes {Role.OPERATOR})"


def digest_of(token: str) -> str:
    """Return the digest of a token. Tokens are long and random, so it needs no salt."""
    return hashlib.sha256(token.encode()).hexdigest()


def holder_of(token: str, entries: Iterable[TokenEntry], now: datetime) -> Principal | None:
    """Return the holder of a token, or `None` where the token is unknown or has expired by `now`.

    The time that it takes tells neither how much of a digest was right, nor which entry it was.
    """
    digest = digest_of(token)
    matching = [entry for entry in entries if hmac.compare_digest(entry.sha256, digest)]
    for entry in matching:
        if entry.expires_at is None or now < entry.expires_at:
            return Principal(entry.name, entry.role)
    return None
