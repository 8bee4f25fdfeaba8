"""The text of a secret that lists access tokens."""

from typing import Any

from chalicelib.domain.access import Role, TokenEntry, TokenList, digest_of
from local.provisioning import TOKENS


def entries(*tokens: TokenEntry) -> str:
    """Return the text that lists the two tokens of this machine and these."""
    local = [TokenEntry(name=t, role=role, sha256=digest_of(t)) for role, t in TOKENS.items()]
    return TokenList(tokens=(*local, *tokens)).model_dump_json()


def entry(token: str, **parts: Any) -> TokenEntry:
    """Return what is listed of an operator's token; `parts` are of the entry."""
    return TokenEntry(**{"name": "ci", "role": Role.OPERATOR, "sha256": digest_of(token), **parts})
