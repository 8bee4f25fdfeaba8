"""`python -m release.token`: create an access token, and its entry for the secret."""

import argparse
import secrets
import sys
from datetime import datetime, timedelta, timezone

from pydantic import ValidationError

from chalicelib.domain.access import MAX_NAME, Role, TokenEntry, digest_of
from chalicelib.domain.text import A_LINE

# A fixed prefix lets secret scanners find leaked tokens.
PREFIX = "dbr_"
RANDOM_BYTES = 32


def make_token(name: str, role: str, expires_at: datetime | None) -> tuple[str, TokenEntry]:
    """Return a new token, and its entry for the secret.

    Raises:
        ValidationError: the name or the role is invalid.
    """
    token = PREFIX + secrets.token_urlsafe(RANDOM_BYTES)
    entry = TokenEntry.model_validate(
        {"name": name, "role": role, "sha256": digest_of(token), "expires_at": expires_at}
    )
    return token, entry


def main() -> int:
    """Print the token and its entry, one line each, and return 0; a wrong option exits with 2."""
    parser = argparse.ArgumentParser("python -m release.token", description=__doc__)
    parser.add_argument("--name", required=True, help="the owner, as shown in logs and mails")
    parser.add_argument("--role", required=True, choices=[role.value for role in Role])
    parser.add_argument("--days", type=int, help="days until it expires; default: never")
    options = parser.parse_args()
    if options.days is not None and not 1 <= options.days <= 3650:
        parser.error("--days must be from 1 to 3650")
    days = timedelta(days=options.days or 0)
    expires_at = datetime.now(timezone.utc).replace(microsecond=0) + days if days else None
    try:
        token, entry = make_token(options.name, options.role, expires_at)
    except ValidationError:
        parser.error(f"--name must be {A_LINE}, of {MAX_NAME} characters at most")
    print("The token, shown only once, and the entry to add to the secret:", file=sys.stderr)
    print(token)
    print(entry.model_dump_json(exclude_none=True))
    return 0


if __name__ == "__main__":
    sys.exit(main())
