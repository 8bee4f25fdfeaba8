"""The tables of docs/emulator.md: `python -m tools.emulator_tables` writes them anew."""

from collections.abc import Iterator
from pathlib import Path

from local.emulator.catalog import all_fixes
from local.emulator.declaring import Fix, Kind
from tools.markdown import table, with_written

PAGE = Path(__file__).parent.parent / "docs" / "emulator.md"
COMMAND = "python -m tools.emulator_tables"


def with_tables(page: str) -> str:
    """Return the page with the tables of all fixes in their place.

    Raises:
        PlaceMissing: the lines that mark the place are not there.
    """
    return with_written(page, PAGE.name, COMMAND, _tables())


def _tables() -> str:
    mends = table(("Fix", "moto", "AWS", "Upstream"), map(_mend, _of(Kind.MEND)))
    simulated = table(("Fix", "moto", "Here"), map(_other, _of(Kind.SIMULATION)))
    speed = table(("Fix", "moto", "Here"), map(_other, _of(Kind.SPEED)))
    return "\n".join(
        [
            *("## What is mended", "", *mends),
            *("## What is simulated", "", *simulated),
            *("## What is sped up", "", *speed),
        ]
    )


def _of(kind: Kind) -> Iterator[Fix]:
    return (fix for fix in all_fixes() if fix.kind is kind)


def _mend(fix: Fix) -> tuple[str, ...]:
    upstream = ", ".join(f"[{_reference(url)}]({url})" for url in fix.upstream)
    aws = f"{fix.aws} ([{fix.service}]({fix.docs}))" if fix.docs else fix.aws
    return f"`{fix.name}`", fix.moto, aws, upstream


def _other(fix: Fix) -> tuple[str, ...]:
    return f"`{fix.name}`", fix.moto, fix.aws


def _reference(url: str) -> str:
    return f"#{url.rpartition('/')[2]}"


def main() -> None:
    """Write the tables into the page."""
    PAGE.write_text(with_tables(PAGE.read_text()))


if __name__ == "__main__":
    main()
