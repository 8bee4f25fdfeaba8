"""The clients are generated and checked as docs/guides/clients.md says."""

import json
import re

from tests.support.process import ROOT

GUIDE = (ROOT / "docs" / "guides" / "clients.md").read_text()


def test_the_versions_in_the_guide_are_those_that_are_checked() -> None:
    (of_python,) = re.findall(r"openapi-python-client==\S+", GUIDE)
    assert f"{of_python}\n" in (ROOT / "requirements-dev.in").read_text()
    package = json.loads((ROOT / "tests" / "clients" / "package.json").read_text())
    checked = package["devDependencies"]
    told = dict(re.findall(r"([\w-]+)@(\d[\d.]*)", GUIDE))
    assert told.keys() == checked.keys()
    assert all(f"{checked[name]}.".startswith(f"{version}.") for name, version in told.items())


def test_make_generates_the_typescript_client_as_the_guide_does() -> None:
    (options,) = re.findall(r'openapi-typescript "\S+" (--.*)', GUIDE)
    assert options in re.sub(r"\s+\\\s+", " ", (ROOT / "Makefile").read_text())


def test_the_checks_before_a_merge_generate_the_typescript_client() -> None:
    assert "make clients\n" in (ROOT / ".ci" / "run").read_text()
