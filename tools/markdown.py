"""Generated tables in Markdown pages, between two marker lines."""

from collections.abc import Iterable, Iterator

END = "<!-- End of what is written. -->"


class MarkerMissing(Exception):
    """A page has no markers for its generated part."""


def replace_generated(page: str, name: str, command: str, generated: str) -> str:
    """Return a page with a new generated part; `name` is the page's, for the error.

    Raises:
        MarkerMissing: the page has no markers for this command.
    """
    marker = f"<!-- Written by `{command}`. -->"
    before, begin, rest = page.partition(marker)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise MarkerMissing(f"{name} has no lines {marker} and {END}")
    return f"{before}{marker}\n\n{generated}\n{END}{after}"


def table(heads: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    """Yield the lines of a table, and an empty line after it."""
    yield f"| {' | '.join(heads)} |"
    yield f"|{'---|' * len(heads)}"
    for row in rows:
        yield f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in row)} |"
    yield ""
