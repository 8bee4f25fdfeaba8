"""The snapshot: what all containers share of the newest executions, and who may make it anew.

It is kept in two parts. The head is small: it tells how old the snapshot is, and holds the lease of
who asks AWS for the next one. The document is the snapshot itself. While nothing changes, the head
alone is read and written.
"""

from dataclasses import dataclass
from datetime import datetime

# A change that old readers would get wrong makes a new form. Each form is kept for itself.
FORM = 1


@dataclass(frozen=True)
class Head:
    """What is told of the snapshot without reading it; times are AWS's, in UTC.

    `told_at` is when AWS told this, to the second below; `None` where it did not say. The document
    of `version` is as of `as_of`. Who started or stopped something left a mark at `marked_at`.
    Nobody takes the lease before `leased_until`; without an `owner`, nobody has it either.
    """

    told_at: datetime | None = None
    as_of: datetime | None = None
    version: str | None = None
    marked_at: datetime | None = None
    leased_until: datetime | None = None
    owner: str | None = None


@dataclass(frozen=True)
class Kept:
    """A snapshot as it is kept. One that tells the same has the same version."""

    version: str
    as_of: datetime
    document: bytes
