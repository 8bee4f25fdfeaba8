"""The list of executions, as Step Functions gives it."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Listed:
    """One row of the list of executions."""

    name: str
    status: str
    started_at: datetime


@dataclass(frozen=True)
class ListPage:
    """A page of executions, newest first; `next_token` is `None` on the last one."""

    items: tuple[Listed, ...]
    next_token: str | None
