"""Speed and memory, each beside what it is held to: `make bench`.

Exits 1 where a figure is beyond its limit. Machines differ: times of a process are for comparison
on one machine, only the ratio means the same everywhere.
"""

import sys

from bench import dashboard, history, load, process, starting


def main() -> int:
    """Measure everything and print it, a line a figure."""
    figures = [
        *(history.measure(), *process.measure(), starting.measure()),
        *(*dashboard.measure(), *load.measure()),
    ]
    for figure in figures:
        mark = "ok " if figure.good else "BAD"
        print(f"{mark} {figure.name:<58} {figure.value:>7.2f}  at most {figure.limit:g}")
    return 0 if all(figure.good for figure in figures) else 1


if __name__ == "__main__":
    sys.exit(main())
