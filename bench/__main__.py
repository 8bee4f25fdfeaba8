"""Speed and memory, each with its limit: `make bench`. It writes the tables of docs/performance.md.

It exits with 1 if a figure is above its limit. Compare times and sizes only on one machine; ratios
are comparable between machines.
"""

import sys
from collections.abc import Sequence

from bench import (
    Figure,
    beside,
    dashboard,
    growth,
    history,
    load,
    page,
    process,
    simulation,
    starting,
)
from tools.markdown import table


def main() -> int:
    """Measure everything, print one line per figure, and write the page."""
    # This comes first, while this process is small: Linux counts its memory as that of its child.
    of_process = [*process.measure()]
    peers, grown, simulated = beside.measure(), growth.measure(), simulation.measure()
    figures = [
        *(*beside.figures(peers), *growth.figures(grown), *simulation.figures(simulated)),
        *(history.measure(), *of_process, *starting.measure()),
        *(*dashboard.measure(), *load.measure()),
    ]
    for figure in figures:
        mark = "ok " if figure.within_limit else "BAD"
        print(f"{mark} {figure.name:<70} {figure.value:>7.2f}  at most {figure.limit:g}")
    page.write(
        [
            *(f"On {page.machine()}.", "", "## Beside others", "", *beside.lines(peers)),
            *("## Growth", "", *growth.lines(grown)),
            *("## Many viewers", "", *simulation.lines(simulated)),
            *("## Limits", "", *_limits(figures)),
        ]
    )
    return 0 if all(figure.within_limit for figure in figures) else 1


def _limits(figures: Sequence[Figure]) -> list[str]:
    rows = [
        (figure.name.strip(), f"{figure.value:.2f}", f"{figure.limit:.3g}") for figure in figures
    ]
    return [*table(("", "measured", "at most"), rows)]


if __name__ == "__main__":
    sys.exit(main())
