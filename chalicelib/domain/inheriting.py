"""What a request takes over from an earlier execution, and what it takes back."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from chalicelib.errors import FieldProblem, pointer

# What an execution was given, which may hold values that are no texts; and what a caller gives,
# where None takes an inherited argument back.
Inherited = Mapping[str, Mapping[str, Any]]
Given = Mapping[str, Mapping[str, str | None]]


@dataclass(frozen=True)
class LeftOut:
    """The inherited arguments of a step that will not run."""

    step: str
    arguments: tuple[str, ...]


def nothing_to_take_back(inherited: Inherited, given: Given) -> Iterator[FieldProblem]:
    """Find each null for an argument that is not inherited: the caller means something else."""
    for key, arguments in given.items():
        for name, value in arguments.items():
            if value is None and name not in inherited.get(key, {}):
                yield FieldProblem(
                    pointer("overrides", key, name),
                    "null takes an inherited argument back, and none of this name is inherited; "
                    "give a text, or leave it out",
                )


def merged(inherited: Inherited, given: Given, runs: Collection[str]) -> dict[str, dict[str, str]]:
    """Return what each step that runs gets: what is given, over what is inherited."""
    both = {
        key: {**inherited.get(key, {}), **given.get(key, {})}
        for key in (*inherited, *given)
        if key in runs
    }
    kept = {
        key: {name: value for name, value in arguments.items() if value is not None}
        for key, arguments in both.items()
    }
    return {key: arguments for key, arguments in kept.items() if arguments}


def left_out(inherited: Inherited, given: Given, runs: Collection[str]) -> tuple[LeftOut, ...]:
    """Return what is inherited for steps that do not run, less what is taken back."""
    found = {
        key: tuple(name for name in arguments if name not in given.get(key, {}))
        for key, arguments in inherited.items()
        if key not in runs
    }
    return tuple(LeftOut(key, names) for key, names in found.items() if names)
