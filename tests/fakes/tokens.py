"""The access tokens, in memory, and the secret that lists them."""

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


class FakeSecrets:
    """Secrets Manager with one secret, of any text; it counts how often it is asked for it."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.asked = 0

    def get_secret_value(self, SecretId: str) -> dict[str, str]:  # noqa: N803
        self.asked += 1
        return {"SecretString": self.text}
