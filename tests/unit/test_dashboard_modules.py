"""The dashboard's modules that need no page, tested by Node.js itself: tests/page/*.test.js."""

import shutil
import subprocess
from pathlib import Path

from tests.support.programs import skip_or_fail
from tests.support.waiting import HANG_SECONDS

ROOT = Path(__file__).parent.parent.parent
FILES = sorted(str(path) for path in (ROOT / "tests" / "page").glob("*.test.js"))
NO_NODE = "no Node.js for the dashboard's modules; install version 20 or newer"


def test_the_modules_that_need_no_page() -> None:
    node = shutil.which("node")
    if not node:
        skip_or_fail(NO_NODE)
    assert FILES
    ended = subprocess.run(
        [node, "--test", "--test-reporter=spec", *FILES],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=HANG_SECONDS,
        check=False,
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr
