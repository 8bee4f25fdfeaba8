"""Measurements of speed and memory."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """A measured value and its limit."""

    name: str
    value: float
    limit: float

    @property
    def within_limit(self) -> bool:
        """Whether the value is at most its limit."""
        return self.value <= self.limit
