"""The tables in the READMEs of the Terraform modules: `python -m tools.readme_tables`
regenerates them from the modules' files.
"""

import json
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import hcl2

from local.module import TERRAFORM
from tools.markdown import replace_generated, table

MODULES = TERRAFORM / "modules"
COMMAND = "python -m tools.readme_tables"
DOCUMENTATION = "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources"


def modules() -> list[Path]:
    """Return the folders of all modules."""
    return sorted(path for path in MODULES.iterdir() if any(path.glob("*.tf")))


def with_tables(readme: str, module: Path) -> str:
    """Return the README with new tables of the module.

    Raises:
        MarkerMissing: the README has no markers for the tables.
    """
    return replace_generated(readme, f"the README of {module.name}", COMMAND, tables(module))


@cache
def parsed(path: Path) -> dict[str, Any]:
    """Return the content of a Terraform file; cached, because parsing takes a second."""
    return dict(hcl2.loads(path.read_text()))


def tables(module: Path) -> str:
    """Return the module's requirements, resources, inputs and outputs, as Markdown."""
    files = [parsed(path) for path in sorted(module.glob("*.tf"))]
    return "\n".join(
        [
            *("## Requirements", "", *table(("Name", "Version"), _requirements(files))),
            *("## Resources", "", *table(("Name", "How many"), _resources(files))),
            *("## Inputs", "", *table(("Name", "Description", "Type", "Default"), _inputs(files))),
            *("## Outputs", "", *table(("Name", "Description"), _outputs(files))),
        ]
    )


def _requirements(files: Iterable[dict[str, Any]]) -> Iterator[tuple[str, ...]]:
    for file in files:
        for block in file.get("terraform", []):
            yield "terraform", _text(block["required_version"])
            for providers in block["required_providers"]:
                for name, provider in sorted(_named(providers)):
                    yield name, _text(provider["version"])


def _resources(files: Iterable[dict[str, Any]]) -> Iterator[tuple[str, ...]]:
    for kind, name, body in sorted(_of_two_labels(files, "resource"), key=lambda found: found[:2]):
        link = f"{DOCUMENTATION}/{kind.removeprefix('aws_')}"
        many = "one" if not {"count", "for_each"} & set(body) else "as the inputs say"
        yield f"[`{kind}.{name}`]({link})", many


def _inputs(files: Iterable[dict[str, Any]]) -> Iterator[tuple[str, ...]]:
    rows = [
        (name, _text(body["description"]), _expression(body["type"]), _default(body))
        for name, body in _of_one_label(files, "variable")
    ]
    # Required inputs come first.
    for name, description, kind, default in sorted(rows, key=lambda row: (row[3] != "", row[0])):
        yield f"`{name}`", description, f"`{kind}`", f"`{default}`" if default else "required"


def _outputs(files: Iterable[dict[str, Any]]) -> Iterator[tuple[str, ...]]:
    for name, body in sorted(_of_one_label(files, "output"), key=lambda found: found[0]):
        yield f"`{name}`", _text(body["description"])


def _of_one_label(
    files: Iterable[dict[str, Any]], kind: str
) -> Iterator[tuple[str, dict[str, Any]]]:
    for file in files:
        for block in file.get(kind, []):
            yield from _named(block)


def _of_two_labels(
    files: Iterable[dict[str, Any]], kind: str
) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for first, rest in _of_one_label(files, kind):
        for second, body in _named(rest):
            yield first, second, body


def _named(block: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """Yield a block's content by name, without the parser's own keys, such as `__start_line__`."""
    for name, body in block.items():
        if not name.startswith("__"):
            yield name.strip('"'), body


def _text(quoted: str) -> str:
    """Return the text of an HCL literal, which is quoted as in JSON and has "$${" for "${"."""
    return str(json.loads(quoted)).replace("$${", "${")


def _expression(value: str) -> str:
    return " ".join(value.removeprefix("${").removesuffix("}").split())


def _default(body: dict[str, Any]) -> str:
    """Return the default as JSON, or an empty text if there is none."""
    if "default" not in body:
        return ""
    value = body["default"]
    return json.dumps(_text(value) if isinstance(value, str) else value)


def main() -> None:
    """Write the tables of every module into its README."""
    for module in modules():
        readme = module / "README.md"
        readme.write_text(with_tables(readme.read_text(), module))


if __name__ == "__main__":
    main()
