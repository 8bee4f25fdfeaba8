"""Loads what runs state machines without AWS Batch, and so without EC2."""

import sys
from importlib import import_module
from pathlib import Path
from types import ModuleType

import moto

BATCH = "moto.batch"
TASKS = "moto.stepfunctions.parser.asl.component.state.exec.state_task.service"


def load_without_batch() -> None:
    """Load moto's Step Functions, with no more of Batch than it uses.

    The task that runs Batch jobs takes one enumeration from Batch, and Batch's package loads EC2:
    more than half of the time that the emulator takes to load. A stand-in for the package gives the
    enumeration alone. It is gone afterwards, so that Batch can still be loaded as a whole.
    """
    if BATCH in sys.modules:
        return
    stand_in = ModuleType(BATCH)
    stand_in.__path__ = [str(Path(moto.__file__).parent / "batch")]
    sys.modules[BATCH] = stand_in
    try:
        import_module(f"{TASKS}.state_task_service_batch")
    finally:
        for name in [name for name in sys.modules if f"{name}.".startswith(f"{BATCH}.")]:
            del sys.modules[name]
