"""What was asked of an execution, asked again."""

import json
from collections.abc import Collection, Iterator
from dataclasses import replace

from chalicelib.domain.execution import ExecutionFacts
from chalicelib.domain.execution_input import TEXTS
from chalicelib.domain.inheriting import Given
from chalicelib.domain.pipeline import Pipeline
from chalicelib.domain.refresh import RefreshRequest, skipped
from chalicelib.errors import FieldProblem, Invalid, pointer

ABOUT_THE_CALLER = frozenset(pointer(name) for name in TEXTS)
# Each says which steps run, so that one given replaces all that the execution had.
SELECTION = ("skip", "only", "start_at")
MAX_QUOTED = 100


def like_request(
    pipeline: Pipeline, facts: ExecutionFacts, request: RefreshRequest
) -> RefreshRequest:
    """Return the request that asks for what an execution was asked, with `request` on top.

    What it skipped and overrode is inherited, not its reason. A selection of steps replaces the
    one that it had.

    Raises:
        Invalid: the selection is wrong, or it was asked for something that nobody can repeat.
    """
    replaced: list[str] = []
    if request.has_selection:
        replaced += SELECTION
    else:
        known = tuple(key for key in facts.input.skip if key in pipeline.by_key)
        request = replace(request, skip=known or None)
    if request.snapshot_dt is not None:
        replaced.append("snapshot_dt")
    asked = replace(request, inherited=facts.input.overrides)
    problems = unrepeatable(
        *(pipeline, facts, skipped(pipeline, asked), asked.overrides),
        otherwise="leave like out, and say what is to run",
        replaced=replaced,
    )
    if found := [*problems]:
        raise Invalid(found)
    return asked


def unrepeatable(
    pipeline: Pipeline,
    facts: ExecutionFacts,
    not_run: Collection[str],
    given: Given,
    *,
    otherwise: str,
    replaced: Collection[str] = (),
) -> Iterator[FieldProblem]:
    """Find what cannot be asked for again, and was not given anew.

    What concerns steps that do not run, fields that are `replaced`, or only who asked and why, has
    no effect. `otherwise` is what to do where no argument can mend it.
    """
    to_run = [key for key in pipeline.keys if key not in not_run]
    given_anew = {pointer("overrides", key) for key in given}
    of_steps = {pointer(name, key): key for name in ("overrides", "skip") for key in pipeline.keys}
    for place, value in facts.input.unreadable.items():
        step = of_steps.get(place)
        if place in ABOUT_THE_CALLER or place in given_anew or (step and step in not_run):
            continue
        if place.split("/")[1:2] in ([name] for name in replaced):
            continue
        if place.startswith("/overrides/"):
            message = (
                'give its arguments here, as {"--NAME": "text"}, or {} for the configured ones'
            )
        else:
            message = otherwise
        yield FieldProblem(
            place, f"was {_json(value)} in {facts.name}, which nobody can read; {message}"
        )
    for key in to_run:
        for name, value in facts.input.overrides.get(key, {}).items():
            if not isinstance(value, str) and name not in given.get(key, {}):
                yield FieldProblem(
                    pointer("overrides", key, name),
                    f"was {_json(value)} in {facts.name}, and Glue takes texts; give one here, or "
                    "null for what is configured",
                )


def _json(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= MAX_QUOTED else f"{text[:MAX_QUOTED]}…"
