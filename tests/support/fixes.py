"""What a fix of the emulator puts in the place of something, without its installation."""

from typing import Any

from local.emulator.declaring import Fix


def replacement_of(declared: Fix, name: str, original: Any) -> Any:
    """Return what the fix makes of the original with this name."""
    (part,) = (part for part in declared.replacements if part.name == name)
    return part.make(original)
