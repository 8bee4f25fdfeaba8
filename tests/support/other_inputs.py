"""Inputs that no caller of the API gives, and others may."""

from typing import Any

# What stands for all that is none: the state machine reads a step's arguments from an object.
NO_OBJECTS: list[Any] = ["x", 5, True, None, ["job1"]]
NOT_IN_FORM: list[Any] = [
    "x",
    5,
    True,
    None,
    ["job1"],
    *({"overrides": value} for value in NO_OBJECTS),
    *({"overrides": {"job5": value}} for value in NO_OBJECTS),
    *({"skip": value} for value in NO_OBJECTS),
    *({"skip": {"job1": value}} for value in [*NO_OBJECTS[:2], None, ["job1"], {}]),
]
# Of these the state machine cannot tell that they are wrong.
TAKEN_FOR_OBJECTS: list[Any] = [[], {"overrides": []}, {"skip": []}]
API_WORDS: list[dict[str, Any]] = [
    {"only": ["job7"]},
    {"start_at": "job7"},
    {"snapshot_dt": "2026-11-01"},
    {"dry_run": True},
    {"like": "manual-1"},
    {"overrides": {}, "only": None},
]
