"""The time that `python -m local` takes to serve and to refresh, and its memory."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from bench import Figure

ROOT = Path(__file__).parent.parent
LOCAL = (sys.executable, "-u", "-m", "local", "--port", "0", "--job-seconds", "0.2", "--once")
KIB_PER_MIB = 1024
# Linux reports KiB, macOS reports bytes.
MAXRSS_PER_MIB = KIB_PER_MIB * (1024 if sys.platform == "darwin" else 1)


def measure() -> Iterator[Figure]:
    """Run a whole refresh in another process."""
    start = time.perf_counter()
    with subprocess.Popen(LOCAL, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout  # noqa: S101  # because of PIPE
        process.stdout.readline()  # the line with the API's URL: the API serves now
        serving = time.perf_counter() - start
        process.stdout.read()
        # Of this process alone: other benchmarks have had children, too.
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    ended = time.perf_counter() - start
    if process.returncode:
        raise SystemExit(f"the refresh failed: exit code {process.returncode}")
    yield Figure("python -m local: seconds until it serves", serving, 5)
    yield Figure("  seconds of a whole refresh, 0.2 s a Glue run", ended - serving, 20)
    yield Figure("  MiB at its largest", usage.ru_maxrss / MAXRSS_PER_MIB, 400)
