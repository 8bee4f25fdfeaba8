"""Texts for people: which characters they may hold, and how durations and lists are written."""

from collections.abc import Sequence

# Control characters and the line ends of Unicode, as the inside of a regular expression's class.
LINE_BREAKERS = r"\x00-\x1f\x7f-\x9f\u2028\u2029"


def duration(seconds: int) -> str:
    """Return a duration in the largest unit that divides it.

    outcome.tf does the same for the notifications.
    """
    units = {3600: "hour", 60: "minute", 1: "second"}
    length = next(length for length in units if seconds % length == 0)
    number = seconds // length
    return f"{number} {units[length]}" if number == 1 else f"{number} {units[length]}s"


def listed(words: Sequence[str]) -> str:
    """Return words as a list in a sentence: "a, b and c"."""
    return " and ".join(filter(None, [", ".join(words[:-1]), *words[-1:]]))
