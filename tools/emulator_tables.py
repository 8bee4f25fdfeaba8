"""The tables of docs/emulator.md: `python -m tools.emulator_tables` regenerates them."""

from collections.abc import Iterator
from pathlib import Path

from local.emulator.catalog import all_fixes
from local.emulator.declaring import Fix, Kind
from tools.markdown import replace_generated, table

PAGE = Path(__file__).parent.parent / "docs" / "emulator.md"
COMMAND = "python -m tools.emulator_tables"


def with_tables(page: str) -> str:
    """Return the page with new tables of all fixes.

    Raises:
        MarkerMissing: the page has no markers for the tables.
    """
    return replace_generated(page, PAGE.name, COMMAND, _tables())


def _tables() -> str:
    heads = ("Fix", "moto", "AWS", "Upstream")
    corrections = table(heads, map(_correction, _of(Kind.CORRECTION)))
    heads_without_aws = ("Fix", "moto", "With the fix")
    simulations = table(heads_without_aws, map(_other, _of(Kind.SIMULATION)))
    speed = table(heads_without_aws, map(_other, _of(Kind.SPEED)))
    return "\n".join(
        [
            *("## Corrections", "", *corrections),
            *("## Simulations", "", *simulations),
            *("## Speed", "", *speed),
        ]
    )


def _of(kind: Kind) -> Iterator[Fix]:
    return (fix for fix in all_fixes() if fix.kind is kind)


def _correction(fix: Fix) -> tuple[str, ...]:
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
