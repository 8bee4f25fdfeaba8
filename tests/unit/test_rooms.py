"""The rooms of the house, and what each may import: the directions of docs/architecture.md."""

from pathlib import Path

import pytest

from tests.support.process import ROOT
from tests.support.sources import FOLDERS, OURS, imports, modules

# What each room may import of ours. Everything may import the errors.
SHIPPED = {
    "app": {"chalicelib.api.app", "chalicelib.bootstrap"},
    "chalicelib.authorizer": {"chalicelib.api", "chalicelib.bootstrap"},
    "chalicelib.keeper": {"chalicelib.bootstrap", "chalicelib.observability"},
    "chalicelib.errors": set(),
    "chalicelib.settings": set(),
    "chalicelib.observability": set(),
    "chalicelib.deadline": set(),
    "chalicelib.domain": {"chalicelib.domain"},
    "chalicelib.services": {
        *("chalicelib.services", "chalicelib.domain", "chalicelib.deadline"),
        "chalicelib.observability",
    },
    "chalicelib.adapters.aws": {
        *("chalicelib.adapters.aws", "chalicelib.domain", "chalicelib.deadline"),
    },
    "chalicelib.adapters.oidc": {"chalicelib.adapters.oidc", "chalicelib.domain"},
    "chalicelib.api": {
        *("chalicelib.api", "chalicelib.api.responses", "chalicelib.services"),
        *("chalicelib.domain", "chalicelib.settings", "chalicelib.observability"),
    },
    "chalicelib.api.responses": {
        *("chalicelib.api.responses", "chalicelib.services", "chalicelib.domain"),
    },
    "chalicelib.api.routes": {
        *("chalicelib.api", "chalicelib.api.responses", "chalicelib.api.routes"),
        *("chalicelib.services", "chalicelib.domain", "chalicelib.observability"),
    },
    "chalicelib.api.app": {
        *("chalicelib.api", "chalicelib.api.routes", "chalicelib.deadline"),
        "chalicelib.observability",
    },
    "chalicelib.bootstrap": {
        *("chalicelib.adapters", "chalicelib.adapters.aws", "chalicelib.adapters.oidc"),
        *("chalicelib.services", "chalicelib.settings"),
    },
}
NEVER_SHIPPED = {
    "docs": set(),
    "gateway": {"gateway", "chalicelib.api", "chalicelib.api.responses"},
    "release": {"release", "gateway", "chalicelib.api.app", "chalicelib.domain"},
    "local.simulated": set(),
    "local.emulator": {"local.emulator", "local.simulated"},
    "local": {
        *("local", "local.simulated", "local.emulator", "gateway", "release"),
        *("chalicelib.api", "chalicelib.api.app"),
        *("chalicelib.bootstrap", "chalicelib.domain", "chalicelib.observability"),
    },
    "tests.support": {
        *("tests.support", "local", "local.simulated", "local.emulator"),
        *("chalicelib.adapters.aws", "chalicelib.api"),
        *("chalicelib.api.responses", "chalicelib.services"),
        *("chalicelib.api.app", "chalicelib.bootstrap", "chalicelib.domain"),
        "chalicelib.observability",
    },
    # In the place of what is outside: they know the use cases and no adapter of AWS. From the
    # simulations they have the word by which a Glue run is told to fail.
    "tests.fakes": {
        *("tests.fakes", "tests.support", "local.simulated", "chalicelib.adapters.oidc"),
        *("chalicelib.services", "chalicelib.domain", "chalicelib.settings"),
    },
    "tools": {
        *("tools", "local", "local.emulator", "release", "tests.support", "gateway"),
        *("chalicelib.api", "chalicelib.api.app", "chalicelib.api.responses"),
        *("chalicelib.adapters.aws", "chalicelib.domain", "chalicelib.settings"),
    },
    # It measures what ships, and simulates many containers of it over fakes.
    "bench": {
        *("bench", "tools", "tests.support", "tests.fakes"),
        *("chalicelib.services", "chalicelib.domain"),
    },
}
# They may know everything but each other.
TESTS = (
    *("tests.unit", "tests.api", "tests.contract", "tests.integration"),
    *("tests.e2e", "tests.terraform"),
)
ALLOWED: dict[str, set[str]] = {**SHIPPED, **NEVER_SHIPPED}
ALLOWED |= {room: {*SHIPPED, *NEVER_SHIPPED, "chalicelib.adapters", room} for room in TESTS}
ALLOWED["tests.conftest"] = {*ALLOWED["tests.unit"]} - {"tests.unit"}

# And which libraries belong to one room only.
OWNED = {
    "boto3": {"chalicelib.adapters.aws"},
    "botocore": {"chalicelib.adapters.aws"},
    "chalice": {
        *("chalicelib.api", "chalicelib.api.app", "chalicelib.api.responses"),
        "chalicelib.api.routes",
    },
    "aws_lambda_powertools": {"chalicelib.observability"},
    "jwt": {"chalicelib.adapters.oidc"},
}


def room_of(module: str) -> str:
    return max((p for p in ALLOWED if f"{module}.".startswith(f"{p}.")), key=len, default=module)


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_point_inwards(path: Path) -> None:
    module = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
    room = room_of(module)
    for imported in imports(path):
        top = imported.split(".")[0]
        if top in OWNED and room in SHIPPED:
            assert room in OWNED[top], f"{module} imports {imported}"
        if top in OURS and imported != "chalicelib.VERSION":
            allowed = {*ALLOWED[room], "chalicelib.errors"}
            assert room_of(imported) in allowed, f"{module} imports {imported}"


def test_what_ships_may_import_nothing_that_does_not() -> None:
    assert not {room for allowed in SHIPPED.values() for room in allowed} & {*NEVER_SHIPPED, *TESTS}


def test_every_room_is_known() -> None:
    tops = {path.relative_to(ROOT).parts[0] for path in ROOT.glob("*/**/*.py")}
    assert {top for top in tops if not top.startswith(".")} - {"dist", "site"} == {*FOLDERS}
