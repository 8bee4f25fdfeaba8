"""The files of the orchestration module, read as Terraform reads them."""

import re
import unicodedata
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

TERRAFORM = Path(__file__).parent.parent / "terraform"
MODULE = TERRAFORM / "modules" / "orchestration"

PLACEHOLDER = re.compile(r"\$\{(\w+)\}")


def fill(file: str, values: Mapping[str, str]) -> dict[str, Any]:
    """Return a YAML file of the module, with values in place of its placeholders.

    Raises:
        KeyError: naming a placeholder that has no value.
    """
    text = (MODULE / file).read_text()
    return dict(load(PLACEHOLDER.sub(lambda match: values[match[1]], text)))


def load(text: str) -> Any:
    """Return the content of a YAML document; dates become texts, as times in UTC.

    Raises:
        yaml.YAMLError: the text is not YAML; the error has the line.
    """
    text = unicodedata.normalize("NFC", text)
    try:
        return yaml.load(text, _FastLoader)  # noqa: S506  # a SafeLoader
    except yaml.YAMLError:
        return yaml.load(text, _Loader)  # noqa: S506  # its errors are more precise


MIDNIGHT = "00:00:00"
TAG = "tag:yaml.org,2002:"
TRUE = "y|Y|yes|Yes|YES|true|True|TRUE|on|On|ON"
FALSE = "n|N|no|No|NO|false|False|FALSE|off|Off|OFF"

PATTERNS = {
    "bool": f"{TRUE}|{FALSE}",
    "null": "~|null|Null|NULL|",
    "int": "[-+]?[0-9]+|0x[0-9a-fA-F]+|0o[0-7]+",
    "float": r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?",
    "timestamp": r"\d{4}-\d\d-\d\d(?:(?:[Tt]|[ \t]+)\d\d?:\d\d:\d\d(?:\.\d*)?(?:[ \t]*Z)?)?",
    "merge": "<<",
}


def _int(_: Any, node: Any) -> int:
    return int(node.value, 0 if node.value[1:2] in ("x", "o") else 10)


def plain_number(number: float) -> float:
    """Return a whole number as an integer, as Terraform writes it."""
    return int(number) if number.is_integer() else number


def _time(_: Any, node: Any) -> str:
    date, _, time = node.value.replace("t", "T").replace(" ", "T", 1).partition("T")
    clock = time.rstrip("Z").partition(".")[0].strip() or MIDNIGHT
    return f"{date}T{clock.zfill(len(MIDNIGHT))}Z"


def _as_terraform(base: type[Any]) -> Any:
    """Return a loader that reads numbers, booleans and times as Terraform's yamldecode does."""
    loader: Any = type("_Loader", (base,), {"yaml_implicit_resolvers": {}})
    for tag, pattern in PATTERNS.items():
        loader.add_implicit_resolver(TAG + tag, re.compile(f"^(?:{pattern})$"), None)
    loader.add_constructor(f"{TAG}bool", lambda _, node: node.value in TRUE.split("|"))
    loader.add_constructor(f"{TAG}int", _int)
    loader.add_constructor(f"{TAG}float", lambda _, node: plain_number(float(node.value)))
    loader.add_constructor(f"{TAG}timestamp", _time)
    return loader


_Loader = _as_terraform(yaml.SafeLoader)
# libyaml's loader, if there is one, takes a tenth of the time.
_FastLoader = _as_terraform(getattr(yaml, "CSafeLoader", yaml.SafeLoader))
