"""Texts for people: which characters they may hold, and how durations and lists are written."""

import re
from collections.abc import Sequence

# What can deceive a reader, as the inside of a regular expression's class, for Python and for ECMA
# 262 alike: control characters and line ends, what turns the direction of what follows, and what
# cannot be seen. https://www.unicode.org/reports/tr36/
UNREADABLE = "".join(
    (
        r"\x00-\x1f\x7f-\x9f\u2028\u2029",
        r"\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069",
        r"\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200d\u2060-\u2065\u206a-\u206f",
        r"\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb",
        # Astral characters have no escape that both know.
        "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff",
    )
)
# Half of a surrogate pair can be in a text of Python, and in no JSON.
_UNREADABLE = re.compile(rf"[{UNREADABLE}\ud800-\udfff]")
A_LINE = "one line of text that can be read, no control or invisible characters"


def is_line(text: str) -> bool:
    """Return whether a text is one readable line: it is not blank, and nothing in it deceives."""
    return bool(text.strip()) and not _UNREADABLE.search(text)


def escaped(text: str) -> str:
    """Return a text with what is unreadable in it written as Python's escapes."""
    return _UNREADABLE.sub(lambda found: found[0].encode("unicode_escape").decode(), text)


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
