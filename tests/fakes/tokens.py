"""The access tokens, in memory."""

from collections.abc import Sequence

from chalicelib.domain.access import Role, TokenEntry, digest_of


class FakeAccessTokens:
    """Tokens, each called as it is; with others in their place, they are known at once."""

    def __init__(self, tokens: dict[Role, str]) -> None:
        self.known: Sequence[TokenEntry] = [
            TokenEntry(name=token, role=role, sha256=digest_of(token))
            for role, token in tokens.items()
        ]

    def put(self, entries: Sequence[TokenEntry]) -> None:
        """List these tokens and no others."""
        self.known = entries

    def entries(self) -> Sequence[TokenEntry]:
        return self.known

    def newer_entries(self) -> Sequence[TokenEntry]:
        return self.known
