"""The settings of the two functions, from their models and from the Terraform that sets them."""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from chalicelib.settings import AccessSettings, Settings
from local.module import TERRAFORM
from tools.markdown import table

API = TERRAFORM / "modules" / "api"
# The files with the environments of the two functions.
FUNCTIONS = {"API": API / "function.tf", "authorizer": API / "authorizer.tf"}
# The root module, whose variables are the values of an environment.
ROOT = TERRAFORM / "environments" / "main.tf"
ASSIGNED = re.compile(r"^ +([A-Za-z][A-Za-z_]+) += (.+)$", re.MULTILINE)
INPUT = re.compile(r"var\.(\w+(?:\.\w+)?)")
LOG_LEVEL = "POWERTOOLS_LOG_LEVEL"


def generated() -> str:
    """Return the tables of all settings."""
    return "\n".join(
        [
            *("## What the API does", "", *_table(Settings)),
            *("## How callers authenticate", "", *_table(AccessSettings)),
            *("## The log", ""),
            *table(HEADS, [(f"`{LOG_LEVEL}`", "text", "`INFO`", LOG, *_set_by(LOG_LEVEL))]),
        ]
    )


HEADS = ("Variable", "Type", "Default", "Description", "Function", "Set by")
LOG = "Lowest level of the log lines that are written: `DEBUG`, `INFO`, `WARN` or `ERROR`."


def _table(model: type[BaseModel]) -> Iterator[str]:
    return table(HEADS, (_row(name, field) for name, field in model.model_fields.items()))


def _row(name: str, field: FieldInfo) -> tuple[str, ...]:
    variable = name.upper()
    if not field.description:
        raise ValueError(f"the setting {variable} has no description")
    if field.is_required():
        default = "required"
    else:
        default = "none" if field.default is None else f"`{_as_text(field.default)}`"
    return f"`{variable}`", _type(field.annotation), default, field.description, *_set_by(variable)


def _as_text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _type(annotation: Any) -> str:
    """Return the type of a setting in words; a setting that may be absent has its other type."""
    if get_origin(annotation) is Literal:
        return " or ".join(f"`{word}`" for word in get_args(annotation))
    kinds = {str: "text", float: "seconds", bool: "`true` or `false`"}
    (kind,) = [kind for kind in kinds if kind in (annotation, *get_args(annotation))]
    return kinds[kind]


def _set_by(variable: str) -> tuple[str, str]:
    """Return which functions get a variable, and what sets it."""
    expressions = {
        function: _assigned(path, "environment {")[variable]
        for function, path in FUNCTIONS.items()
        if variable in _assigned(path, "environment {")
    }
    if not expressions:
        raise ValueError(f"Terraform does not set {variable}")
    functions = " and ".join(expressions)
    (module_input,) = {_input(expression) for expression in expressions.values()}
    if not module_input:
        return functions, "the module `api`"
    name, dot, part = module_input.partition(".")
    value = _input(_assigned(ROOT, 'module "api" {')[name])
    if not value:
        return functions, "the module `orchestration`"
    renamed = "" if value == name else f" (`{module_input}` of the module `api`)"
    return functions, f"`{value}{dot}{part}`{renamed}"


def _input(expression: str) -> str | None:
    """Return the input that an expression hands on, if any; a condition comes before it."""
    found = INPUT.findall(expression)
    return found[-1] if found else None


@cache
def _assigned(path: Path, block: str) -> Mapping[str, str]:
    """Return the expressions that a block assigns, by name."""
    lines = path.read_text().partition(block)[2].partition("\n}\n")[0]
    return dict(ASSIGNED.findall(lines))
