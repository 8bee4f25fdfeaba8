"""The problems of a schedule expression, by schedule_rules.yaml and with the module's texts."""

import re
from collections.abc import Mapping
from typing import Any

from local.module import MODULE, load

RULES: Mapping[str, Any] = load((MODULE / "schedule_rules.yaml").read_text())


def schedule_problem(expression: str) -> str | None:
    """Return the first problem of an EventBridge schedule expression, if there is one."""
    broken = _broken(expression)
    return f'{RULES["words"][broken]}; it is "{expression}".' if broken else None


def _broken(expression: str) -> str | None:
    if not _fits(RULES["pattern"], expression):
        return "form"
    if expression.startswith("rate("):
        return None if _fits(RULES["rate_pattern"], expression) else "rate"
    fields = expression.removeprefix("cron(").removesuffix(")").split(" ")
    if len(fields) != len(RULES["cron_fields"]):
        return "count"
    if not all(map(_fits_field, RULES["cron_fields"], fields)):
        return "fields"
    if [fields[position] for position in RULES["day_fields"]].count("?") != 1:
        return "days"
    return None


def _fits_field(rule: Mapping[str, Any], field: str) -> bool:
    value = rule["value"]
    item = rf"(?:\*|{value}(?:-{value})?)(?:/[1-9]\d*)?"
    return _fits("|".join([f"{item}(?:,{item})*", *rule["besides"]]), field)


def _fits(pattern: str, text: str) -> bool:
    # As in Go: the whole text must match, and \d is the digits of ASCII.
    return bool(re.fullmatch(pattern, text, re.ASCII))
