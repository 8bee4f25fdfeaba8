"""The problems of a pipeline, by pipeline_rules.yaml and with the module's texts."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

from local.module import MODULE, load

# The states in which a step ends without its task are named by its key and one of these.
END_STATES = ("skipped", "failed")
RULES: Mapping[str, Any] = load((MODULE / "pipeline_rules.yaml").read_text())


def problems_of(document: Mapping[str, Any]) -> Iterator[str]:
    """Yield the problems of a pipeline, with the module's texts."""
    fields = RULES["fields"]
    yield from _unknown("the pipeline", document, fields["pipeline"])
    if not _is_filled_list(document.get("stages")):
        yield "the pipeline: stages is a list of one stage or more"
    defaults = document.get("step_defaults", {})
    if not isinstance(defaults, dict):
        yield "step_defaults is a mapping"
        defaults = {}
    yield from _unknown("step_defaults", defaults, sorted(RULES["numbers"]))
    for name, rule in sorted(RULES["numbers"].items()):
        if name in defaults and not _is_number(defaults[name], rule):
            yield f"step_defaults: {name} is {rule['rule']}"
    content = _Content(document)
    for place, stage in content.stages:
        for problem in _of_stage(stage, content.taken_names):
            yield f"{place}: {problem}"
    for position, (place, step) in enumerate(content.steps):
        for problem in _of_step(step, defaults, content.keys[:position]):
            yield f"{place}: {problem}"


class _Content:
    """The stages and steps of a pipeline, valid or not, each with its place for the problems."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        stages: Any = document.get("stages")
        self.stages: list[tuple[str, Any]] = []
        self.steps: list[tuple[str, Any]] = []
        for number, stage in enumerate(stages if _is_filled_list(stages) else [], 1):
            name = _text(stage, "name")
            place = f"stage {number} ({'without a name' if name is None else name})"
            self.stages.append((place, stage))
            steps = _field(stage, "steps")
            for position, step in enumerate(steps if _is_filled_list(steps) else [], 1):
                self.steps.append((f"{place}, step {position} {as_terraform(step)}", step))
        self.keys = [as_terraform(_field(step, "key")) for _, step in self.steps]

    @cached_property
    def taken_names(self) -> list[str]:
        names = [_text(stage, "name") or "" for _, stage in self.stages]
        return [
            *_surrounding_names(),
            *names,
            *(f"Keep the lock for {name}" for name in names),
            *(state_name(_text(s, "key") or "", _text(s, "title") or "") for _, s in self.steps),
            *(f"{_text(s, 'key') or ''} {end}" for _, s in self.steps for end in END_STATES),
        ]


def _of_stage(stage: Any, taken_names: Sequence[str]) -> Iterator[str]:
    yield from _unknown(None, stage, RULES["fields"]["stage"])
    name, steps = _field(stage, "name"), _field(stage, "steps")
    if not _is_text(name, RULES["texts"]["name"]):
        yield f"name is {RULES['texts']['name']['rule']}"
    if isinstance(name, str) and taken_names.count(name) > 1:
        yield "name is taken, by another stage, a step or a state around them"
    if not _is_filled_list(steps):
        yield "steps is a list of one step or more"
    elif len(steps) > (most := RULES["most_steps_in_a_stage"]):
        limit = f"a stage has at most {most}, whose failures fit into a state of Step Functions"
        yield f"steps has {len(steps)} steps; {limit}"


def _of_step(step: Any, defaults: Mapping[str, Any], earlier_keys: Sequence[str]) -> Iterator[str]:
    yield from _unknown(None, step, [*RULES["fields"]["step"], *sorted(RULES["numbers"])])
    for name in ("key", "title", "job"):
        if not _is_text(_field(step, name), RULES["texts"][name]):
            yield f"{name} is {RULES['texts'][name]['rule']}"
    if _has(step, "key") and as_terraform(step["key"]) in earlier_keys:
        yield "key is taken by an earlier step"
    for name, rule in sorted(RULES["numbers"].items()):
        if not _has(step, name) and name not in defaults:
            yield f"{name} is missing, here and in step_defaults"
        elif _has(step, name) and not _is_number(step[name], rule):
            yield f"{name} is {rule['rule']}"
    if _has(step, "arguments"):
        yield from _of_arguments(step["arguments"])


def _of_arguments(document: Any) -> Iterator[str]:
    if not isinstance(document, dict):
        yield "arguments is a mapping of names to texts"
        return
    arguments = {str(name): value for name, value in document.items()}
    rules = RULES["arguments"]
    for name in sorted(arguments):
        if not _fits(rules["name"]["pattern"], name):
            yield f"arguments: the name {name} {rules['name']['rule']}"
    for name, value in sorted(arguments.items()):
        if not isinstance(value, str) or _fits(rules["not_value"]["pattern"], value):
            yield f"arguments: {name} is {rules['not_value']['rule']}"


def _unknown(place: str | None, value: Any, known: Sequence[str]) -> Iterator[str]:
    for name in sorted(map(str, value)) if isinstance(value, dict) else ():
        if name not in known:
            problem = f"{name} is no field; there are {', '.join(known)}"
            yield f"{place}: {problem}" if place else problem


def _is_text(value: Any, rule: Mapping[str, str]) -> bool:
    return isinstance(value, str) and _fits(rule["pattern"], value)


def _fits(pattern: str, text: str) -> bool:
    # As in Go: the whole text must match, and \s is the spaces of ASCII.
    return bool(re.fullmatch(pattern, text, re.ASCII))


def _is_number(value: Any, rule: Mapping[str, Any]) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return rule["least"] <= value <= rule["most"] and (not rule["whole"] or value == int(value))


def _is_filled_list(value: Any) -> bool:
    return isinstance(value, list) and bool(value)


def _has(document: Any, name: str) -> bool:
    return isinstance(document, dict) and name in document


def _field(document: Any, name: str) -> Any:
    return document[name] if _has(document, name) else None


def _text(document: Any, name: str) -> str | None:
    value = _field(document, name)
    if value is None or isinstance(value, dict | list):
        return None
    return value if isinstance(value, str) else as_terraform(value)


def as_terraform(value: Any) -> str:
    """Return JSON as Terraform's jsonencode writes it."""
    text = json.dumps(_plain(value), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return text


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(name): _plain(inner) for name, inner in value.items()}
    return [_plain(inner) for inner in value] if isinstance(value, list) else value


def _surrounding_names() -> Iterator[str]:
    states = load((MODULE / "refresh.asl.yaml").read_text())["States"]
    states |= load((MODULE / "input.asl.yaml").read_text())
    for name, state in states.items():
        yield name
        if isinstance(processor := state.get("ItemProcessor"), dict):
            yield from processor["States"]
    yield from load((MODULE / "failure.asl.yaml").read_text())["States"]
    yield from load((MODULE / "skipped.asl.yaml").read_text())


def state_name(key: str, title: str) -> str:
    """Return the name of the step's task state: its key, "-", and its title as a slug."""
    # As in Go: each letter becomes exactly one letter.
    lower = "".join(letter.lower()[:1] for letter in title)
    slug = re.sub(r"[^a-z0-9]+", "-", lower).strip("-")
    return f"{key}-{slug}".strip("-")
