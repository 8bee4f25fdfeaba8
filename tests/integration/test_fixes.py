"""Each fix closes a gap that the emulator still has; one that does not can go."""

import json
import subprocess
import sys

import pytest

from local.emulator.catalog import all_fixes
from local.emulator.declaring import Kind
from tests.support.probes.catalog import PROBES, Probed
from tests.support.waiting import HANG_SECONDS


@pytest.fixture(scope="module")
def probed() -> Probed:
    ended = subprocess.run(
        [sys.executable, "-m", "tests.support.probes"],
        capture_output=True,
        text=True,
        check=False,
        timeout=2 * HANG_SECONDS,
    )
    assert ended.returncode == 0, ended.stderr
    return Probed(**json.loads(ended.stdout))


def test_every_fix_has_its_probe() -> None:
    assert {fix.name for fix in all_fixes() if fix.kind is not Kind.SPEED} == set(PROBES)


def test_with_its_fixes_the_embedded_aws_does_what_aws_does(probed: Probed) -> None:
    assert probed.with_all == dict.fromkeys(PROBES, True)


@pytest.mark.parametrize("fix", PROBES)
def test_without_its_fix_the_emulator_does_not(fix: str, probed: Probed) -> None:
    assert not probed.without_its_own[fix], f"{fix} is no longer needed"


def test_a_fix_that_is_undone_leaves_nothing_behind(probed: Probed) -> None:
    assert probed.left == []
