"""Loads moto's Step Functions without AWS Batch, and so without EC2."""

import sys
from importlib import import_module
from pathlib import Path
from types import ModuleType

import moto

BATCH = "moto.batch"
TASKS = "moto.stepfunctions.parser.asl.component.state.exec.state_task.service"


def load_without_batch() -> None:
    """Load moto's Step Functions with only the part of Batch that it uses.

    The task for Batch jobs imports one enumeration from Batch, and Batch's package loads EC2. That
    is more than half of the emulator's loading time. So a stand-in replaces the package during the
    import, and gives only the enumeration. It is removed afterwards: Batch can still be loaded.
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
