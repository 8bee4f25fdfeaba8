"""Tables in Markdown, which commands write between two lines of a page."""

from collections.abc import Iterable, Iterator

END = "<!-- End of what is written. -->"


class PlaceMissing(Exception):
    """A page has no place for what is to be written into it."""


def with_written(page: str, name: str, command: str, written: str) -> str:
    """Return a page with what a command writes in its place; `name` is the page's, for the error.

    Raises:
        PlaceMissing: the lines that mark the place are not there.
    """
    marker = f"<!-- Written by `{command}`. -->"
    before, begin, rest = page.partition(marker)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise PlaceMissing(f"{name} has no lines {marker} and {END}")
    return f"{before}{marker}\n\n{written}\n{END}{after}"


def table(heads: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    """Give the lines of a table, and an empty one after it."""
    yield f"| {' | '.join(heads)} |"
    yield f"|{'---|' * len(heads)}"
    for row in rows:
        yield f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in row)} |"
    yield ""
