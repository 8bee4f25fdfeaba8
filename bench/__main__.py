"""Speed and memory, each with its limit: `make bench`.

It exits with 1 if a figure is above its limit. Compare times and sizes only on one machine; ratios
are comparable between machines.
"""

import sys

from bench import dashboard, history, load, process, starting


def main() -> int:
    """Measure everything, and print one line per figure."""
    figures = [
        *(history.measure(), *process.measure(), starting.measure()),
        *(*dashboard.measure(), *load.measure()),
    ]
    for figure in figures:
        mark = "ok " if figure.within_limit else "BAD"
        print(f"{mark} {figure.name:<58} {figure.value:>7.2f}  at most {figure.limit:g}")
    return 0 if all(figure.within_limit for figure in figures) else 1


if __name__ == "__main__":
    sys.exit(main())
