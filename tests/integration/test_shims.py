"""Each shim closes a gap that the emulator still has; one that does not can go."""

import json
import subprocess
import sys

import pytest

from local.shims import SHIMS
from tests.support.probes import PROBES


def probed(*arguments: str) -> dict[str, bool]:
    answer = subprocess.run(
        [sys.executable, "-m", "tests.support.probes", *arguments],
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    document: dict[str, bool] = json.loads(answer.stdout)
    return document


def test_every_shim_has_its_probe() -> None:
    assert {shim.__name__ for shim in SHIMS} == set(PROBES)


def test_with_its_shims_the_embedded_aws_does_what_aws_does() -> None:
    assert probed(*PROBES) == dict.fromkeys(PROBES, True)


@pytest.mark.parametrize("shim", PROBES)
def test_without_its_shim_the_emulator_does_not(shim: str) -> None:
    assert probed("--without", shim, shim) == {shim: False}, f"{shim} is no longer needed"
