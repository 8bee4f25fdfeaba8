"""The settings of the functions, from their models and from the Terraform that sets them."""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from chalicelib import settings
from chalicelib.domain.text import listed
from local.module import TERRAFORM
from tools.markdown import table

API = TERRAFORM / "modules" / "api"
# The root module, whose variables are the values of an environment.
ROOT = TERRAFORM / "environments" / "main.tf"
ASSIGNED = re.compile(r"^ +([A-Za-z][A-Za-z_]+) += (.+)$", re.MULTILINE)
INPUT = re.compile(r"var\.(\w+(?:\.\w+)?)")
LOG_LEVEL = "POWERTOOLS_LOG_LEVEL"


HEADS = ("Variable", "Description", "Default", "Set by")
LOG = "Lowest level of the log lines that are written: `DEBUG`, `INFO`, `WARN` or `ERROR`."


def generated() -> str:
    """Return the tables of all settings, by the functions that get them."""
    rows = {name.upper(): _described(name, field) for name, field in all_fields().items()}
    rows[LOG_LEVEL] = (LOG, "`INFO`")
    groups: dict[tuple[str, ...], list[tuple[str, ...]]] = {}
    for variable, row in rows.items():
        functions = tuple(_expressions(variable))
        groups.setdefault(functions, []).append((f"`{variable}`", *row, _set_by(variable)))
    lines = []
    for functions in sorted(groups, key=lambda functions: (len(functions), functions)):
        words = listed([f"`{function}`" for function in functions])
        plural = "s" if len(functions) > 1 else ""
        lines += [f"## Of the function{plural} {words}", "", *table(HEADS, groups[functions])]
    return "\n".join(lines)


def all_fields() -> Mapping[str, FieldInfo]:
    """Return the fields of all models of settings, by name; of several, that of the first model."""
    models = [
        model
        for model in vars(settings).values()
        if isinstance(model, type) and issubclass(model, BaseModel) and model is not BaseModel
    ]
    found: dict[str, FieldInfo] = {}
    for model in models:
        for name, field in model.model_fields.items():
            found.setdefault(name, field)
    return found


@cache
def functions_files() -> Mapping[str, Path]:
    """Return the files of the module that have a function, by the name of its resource."""
    found = {}
    for path in sorted(API.glob("*.tf")):
        for name in re.findall(r'^resource "aws_lambda_function" "(\w+)"', path.read_text(), re.M):
            found[name] = path
    return found


def _described(name: str, field: FieldInfo) -> tuple[str, str]:
    """Return the description of a setting, with its unit or its values, and its default."""
    if not field.description:
        raise ValueError(f"the setting {name.upper()} has no description")
    description = " ".join([field.description, *_values(field.annotation)])
    if field.is_required():
        return description, "required"
    return description, "none" if field.default is None else f"`{_as_text(field.default)}`"


def _as_text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _values(annotation: Any) -> Iterator[str]:
    """Yield what the values of a setting are, if they are not texts."""
    if get_origin(annotation) is Literal:
        yield f"{' or '.join(f'`{word}`' for word in get_args(annotation))}."
    elif annotation is float:
        yield "In seconds."
    elif annotation is bool:
        yield "`true` or `false`."


def _expressions(variable: str) -> Mapping[str, str]:
    """Return what Terraform sets a variable to, by function.

    Raises:
        ValueError: Terraform sets it nowhere.
    """
    found = {
        function: _assigned(path, "environment {")[variable]
        for function, path in sorted(functions_files().items())
        if variable in _assigned(path, "environment {")
    }
    if not found:
        raise ValueError(f"Terraform does not set {variable}")
    return found


def _set_by(variable: str) -> str:
    """Return the value of an environment that sets a variable, or the module that does."""
    (module_input,) = {_input(expression) for expression in _expressions(variable).values()}
    if not module_input:
        return "the module `api`"
    name, dot, part = module_input.partition(".")
    value = _input(_assigned(ROOT, 'module "api" {')[name])
    if not value:
        return "the module `orchestration`"
    renamed = "" if value == name else f" (`{module_input}` of the module `api`)"
    return f"`{value}{dot}{part}`{renamed}"


def _input(expression: str) -> str | None:
    """Return the input that an expression hands on, if any; a condition comes before it."""
    found = INPUT.findall(expression)
    return found[-1] if found else None


@cache
def _assigned(path: Path, block: str) -> Mapping[str, str]:
    """Return the expressions that a block assigns, by name."""
    lines = path.read_text().partition(block)[2].partition("\n}\n")[0]
    return dict(ASSIGNED.findall(lines))
