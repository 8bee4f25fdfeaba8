"""`python -m release.token`: make an access token, and what to keep of it."""

import argparse
import secrets
import sys
from datetime import datetime, timedelta, timezone

from pydantic import ValidationError

from chalicelib.domain.access import MAX_NAME, Role, TokenEntry, digest_of
from chalicelib.domain.text import A_LINE

# Known by scanners for secrets that got out.
PREFIX = "dbr_"
RANDOM_BYTES = 32


def make_token(name: str, role: str, expires_at: datetime | None) -> tuple[str, TokenEntry]:
    """Return a new token, and its entry for the secret.

    Raises:
        ValidationError: the name or the role is none.
    """
    token = PREFIX + secrets.token_urlsafe(RANDOM_BYTES)
    # Of an entry's fields only these two are the caller's.
    entry = TokenEntry.model_validate(
        {"name": name, "role": role, "sha256": digest_of(token), "expires_at": expires_at}
    )
    return token, entry


def main() -> int:
    """Print the token and its entry, a line each; return 0, or 2 for a wrong option."""
    parser = argparse.ArgumentParser("python -m release.token", description=__doc__)
    parser.add_argument("--name", required=True, help="whose it is: it stands in logs and mails")
    parser.add_argument("--role", required=True, choices=[role.value for role in Role])
    parser.add_argument("--days", type=int, help="how long it is good for; default: until revoked")
    options = parser.parse_args()
    if options.days is not None and not 1 <= options.days <= 3650:
        parser.error("--days must be from 1 to 3650")
    days = timedelta(days=options.days or 0)
    expires_at = datetime.now(timezone.utc).replace(microsecond=0) + days if days else None
    try:
        token, entry = make_token(options.name, options.role, expires_at)
    except ValidationError:
        parser.error(f"--name must be {A_LINE}, of {MAX_NAME} characters at most")
    print("The token, shown this once, and the entry to add to the secret:", file=sys.stderr)
    print(token)
    print(entry.model_dump_json(exclude_none=True))
    return 0


if __name__ == "__main__":
    sys.exit(main())
