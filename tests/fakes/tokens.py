"""The access tokens, in memory."""

from collections.abc import Sequence

from chalicelib.domain.access import Role, TokenEntry, digest_of


class FakeAccessTokens:
    """Tokens by who they are for."""

    def __init__(self, tokens: dict[Role, str]) -> None:
        self.known = [
            TokenEntry(name=f"local-{role}", role=role, sha256=digest_of(token))
            for role, token in tokens.items()
        ]

    def entries(self) -> Sequence[TokenEntry]:
        return self.known

    def newer_entries(self) -> Sequence[TokenEntry]:
        return self.known
