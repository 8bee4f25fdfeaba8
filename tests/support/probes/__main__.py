"""`python -m tests.support.probes`: which probes see what AWS does.

It starts an embedded AWS, runs every probe with all fixes in place, then each without its fix, and
prints what they saw as JSON (`Probed`). It is a process of its own, for nothing else may call an
emulator that lacks a fix.
"""

import json
from collections.abc import Callable
from dataclasses import asdict
from pkgutil import resolve_name
from threading import Thread
from typing import Any

from botocore.exceptions import ClientError

from local.embedded_aws import EmbeddedAws
from local.emulator.catalog import all_fixes
from local.emulator.declaring import Fix, Kind
from tests.support.probes.calls import JOB_SECONDS, Patience, client
from tests.support.probes.catalog import PROBES, Probed

# How long what lacks its fix may take to do as AWS does; it would be a fraction of a second.
GIVEN_UP_SECONDS = 2


def probed(probe: Callable[[], bool]) -> bool | None:
    """Run a probe, and give up on it after a while; what AWS says no to, it does not do."""
    answers: list[bool] = []

    def run() -> None:
        try:
            answers.append(probe())
        except ClientError:
            answers.append(False)

    thread = Thread(target=run, daemon=True)
    thread.start()
    # Two executions that do not end, and their calls.
    thread.join(5 * Patience.seconds)
    return answers[0] if answers else None


def replaced(fix: Fix) -> list[Any]:
    """Return what stands where the fix replaces something."""
    owners = [(resolve_name(part.owner), part.name) for part in fix.replacements]
    return [
        (owner if isinstance(owner, dict) else vars(owner)).get(name, "nothing")
        for owner, name in owners
    ]


def main() -> None:
    fixes = {fix.name: fix for fix in all_fixes() if fix.kind is not Kind.SPEED}
    aws = EmbeddedAws(job_seconds=JOB_SECONDS)
    before = {name: replaced(fix) for name, fix in fixes.items() if not fix.package}
    aws.start()
    with_all = {name: probed(probe) for name, probe in PROBES.items()}
    without, left = {}, []
    Patience.seconds = GIVEN_UP_SECONDS
    client.cache_clear()
    for name, probe in PROBES.items():
        with aws.fixes.without(fixes[name]):
            without[name] = probed(probe)
            if name in before and before[name] != replaced(fixes[name]):
                left.append(name)
    print(json.dumps(asdict(Probed(with_all, without, left))))


if __name__ == "__main__":
    main()
