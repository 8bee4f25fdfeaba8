"""All fixes of the emulator, and their installation."""

from collections.abc import Callable, Iterable
from typing import Any

from local.emulator import (
    apigateway,
    awslambda,
    definitions,
    direct,
    dynamodb,
    dynamodb_speed,
    eventbridge,
    failing,
    glue,
    glue_runs,
    running,
    secretsmanager,
    serializing,
    simulation,
    sizes,
    speed,
    starting,
    stepfunctions,
    stepfunctions_lists,
    stepfunctions_speed,
    tasks,
)
from local.emulator.declaring import Fix, Fixes, Replacement
from local.simulated import JOB_SECONDS, WAIT_DIVISOR

CORRECTIONS: tuple[Fix, ...] = (
    *tasks.FIXES,
    *running.FIXES,
    *failing.FIXES,
    *sizes.FIXES,
    *stepfunctions.FIXES,
    *starting.FIXES,
    *stepfunctions_lists.FIXES,
    *dynamodb.FIXES,
    *eventbridge.FIXES,
    *glue.FIXES,
    *glue_runs.FIXES,
    *awslambda.FIXES,
    *apigateway.FIXES,
    *secretsmanager.FIXES,
)


def all_fixes(
    job_seconds: float = JOB_SECONDS,
    wait_divisor: float = WAIT_DIVISOR,
) -> tuple[Fix, ...]:
    """Return every fix.

    A Glue run lasts `job_seconds`. The waits of a state machine are those of AWS, divided by
    `wait_divisor`.
    """
    return (
        *CORRECTIONS,
        simulation.glue_runs_take_time(job_seconds),
        simulation.waits_are_short(wait_divisor),
        *speed.FIXES,
        *serializing.FIXES,
        *stepfunctions_speed.FIXES,
        *dynamodb_speed.FIXES,
        definitions.DEFINITIONS_ARE_PARSED_ONCE,
        direct.CALLS_OF_ITS_OWN_PROCESS_NEED_NO_CONNECTION,
    )


def install(fixes: Iterable[Fix]) -> Fixes:
    """Install the fixes. Those with a `package` follow as soon as moto loads that package."""
    installed = Fixes()
    late: dict[str, list[Fix]] = {}
    for fix in fixes:
        if fix.package:
            late.setdefault(fix.package, []).append(fix)
        else:
            installed.install(fix)

    def import_backend(original: Callable[[str, str], Any]) -> Callable[[str, str], Any]:
        def load(module_name: str, backends_name: str) -> Any:
            loaded = original(module_name, backends_name)
            for fix in late.pop(module_name, ()):
                installed.install(fix)
            return loaded

        return load

    Replacement("moto.backends", "_import_backend", import_backend).install()
    return installed
