"""The files of the orchestration module, read as Terraform reads them."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

TERRAFORM = Path(__file__).parent.parent / "terraform"
MODULE = TERRAFORM / "modules" / "orchestration"

PLACEHOLDER = re.compile(r"\$\{(\w+)\}")


def fill(file: str, values: Mapping[str, str]) -> dict[str, Any]:
    """Return a file of the module with its placeholders filled in.

    Raises:
        KeyError: naming a placeholder that has no value.
    """
    text = (MODULE / file).read_text()
    return dict(load(PLACEHOLDER.sub(lambda match: values[match[1]], text)))


def load(text: str) -> Any:
    """Return what a YAML document holds; dates are texts, of times at midnight.

    Raises:
        yaml.YAMLError: it is no YAML, with the line.
    """
    return yaml.load(text, _Loader)  # noqa: S506  # it is a SafeLoader


class _Loader(yaml.SafeLoader):
    """Takes for numbers, truths and dates the words that yamldecode takes for them."""

    yaml_implicit_resolvers: dict[str, Any] = {}  # noqa: RUF012  # as the base class has it


for _tag, _pattern in {
    "bool": r"y|Y|n|N|(?i:yes|no|true|false|on|off)",
    "null": r"~|null|Null|NULL|",
    "int": r"[-+]?[0-9]+",
    "float": r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?",
    "timestamp": r"\d{4}-\d\d-\d\d",
    "merge": r"<<",
}.items():
    _Loader.add_implicit_resolver(
        f"tag:yaml.org,2002:{_tag}", re.compile(f"^(?:{_pattern})$"), None
    )
_Loader.add_constructor(
    "tag:yaml.org,2002:bool",
    lambda _, node: node.value.lower() in ("y", "yes", "true", "on"),
)
_Loader.add_constructor("tag:yaml.org,2002:int", lambda _, node: int(node.value))
_Loader.add_constructor("tag:yaml.org,2002:float", lambda _, node: float(node.value))
_Loader.add_constructor("tag:yaml.org,2002:timestamp", lambda _, node: f"{node.value}T00:00:00Z")
