"""What is wrong with a schedule, by schedule_rules.yaml and in the words of the module."""

import re
from collections.abc import Mapping
from typing import Any

from local.module import MODULE, load

RULES: Mapping[str, Any] = load((MODULE / "schedule_rules.yaml").read_text())


def schedule_problem(expression: str) -> str | None:
    """Return what is wrong with an EventBridge expression first, if anything is."""
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
    # As Go has it: to the very end, and with the digits of ASCII.
    return bool(re.fullmatch(pattern, text, re.ASCII))
