"""Speed and memory."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """What was measured, and the most it may be."""

    name: str
    value: float
    limit: float

    @property
    def good(self) -> bool:
        """Whether it is within its limit."""
        return self.value <= self.limit
