"""The tables of docs/emulator.md: `python -m local.emulator.documentation` writes them anew."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from local.emulator.catalog import all_fixes
from local.emulator.declaring import Fix, Kind

PAGE = Path(__file__).parent.parent.parent / "docs" / "emulator.md"
BEGIN = "<!-- Written by `python -m local.emulator.documentation`. -->"
END = "<!-- End of what is written. -->"


class TablesMissing(Exception):
    """The page has no place for the tables."""


def with_tables(page: str) -> str:
    """Return the page with the tables of all fixes in their place.

    Raises:
        TablesMissing: the lines that mark the place are not there.
    """
    before, begin, rest = page.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise TablesMissing(f"{PAGE.name} has no lines {BEGIN} and {END}")
    return f"{before}{BEGIN}\n\n{_tables()}\n{END}{after}"


def _tables() -> str:
    mends = _table(("Fix", "moto", "AWS", "Upstream"), map(_mend, _of(Kind.MEND)))
    simulated = _table(("Fix", "moto", "Here"), map(_other, _of(Kind.SIMULATION)))
    speed = _table(("Fix", "moto", "Here"), map(_other, _of(Kind.SPEED)))
    return "\n".join(
        [
            *("## What is mended", "", *mends),
            *("## What is simulated", "", *simulated),
            *("## What is sped up", "", *speed),
        ]
    )


def _of(kind: Kind) -> Iterator[Fix]:
    return (fix for fix in all_fixes(0) if fix.kind is kind)


def _mend(fix: Fix) -> tuple[str, ...]:
    upstream = ", ".join(f"[{_reference(url)}]({url})" for url in fix.upstream)
    aws = f"{fix.aws} ([{fix.service}]({fix.docs}))" if fix.docs else fix.aws
    return f"`{fix.name}`", fix.moto, aws, upstream


def _other(fix: Fix) -> tuple[str, ...]:
    return f"`{fix.name}`", fix.moto, fix.aws


def _reference(url: str) -> str:
    return f"#{url.rpartition('/')[2]}"


def _table(heads: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    yield f"| {' | '.join(heads)} |"
    yield f"|{'---|' * len(heads)}"
    for row in rows:
        yield f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in row)} |"
    yield ""


def main() -> None:
    """Write the tables into the page."""
    PAGE.write_text(with_tables(PAGE.read_text()))


if __name__ == "__main__":
    main()
