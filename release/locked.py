"""Checks that the package will contain exactly what the lock files name."""

import base64
import hashlib
import re
from collections.abc import Iterator
from importlib.metadata import distribution
from pathlib import Path
from typing import Any

from release import ReleaseError

REQUIREMENTS = "requirements.txt"
# Chalice packages its own runtime from this environment. This file locks its version.
TOOLS = "requirements-local.txt"
CHALICE = re.compile(r"^chalice==(\S+)", re.MULTILINE)


def check_requirements(project: Path) -> None:
    """Check that every requirement has a hash.

    Raises:
        ReleaseError: a requirement has none.
    """
    for line in _logical_lines(_read(project / REQUIREMENTS)):
        if "--hash=sha256:" not in line:
            raise ReleaseError(
                f"{REQUIREMENTS}: {line} has no hash; add it to requirements.in, "
                "and run `make lock`"
            )


def check_chalice(project: Path) -> None:
    """Check that the installed Chalice is the locked version, and that its files are unchanged.

    Raises:
        ReleaseError: it is another version, or a file was changed.
    """
    locked = CHALICE.search(_read(project / TOOLS))
    if not locked:
        raise ReleaseError(f"{TOOLS} does not name chalice; run `make lock`")
    installed = distribution("chalice")
    remedy = "run `make clean package`"
    if installed.version != locked[1]:
        raise ReleaseError(
            f"Chalice {installed.version} is installed, but {TOOLS} has {locked[1]}; {remedy}"
        )
    for file in installed.files or ():
        if file.parts[0] == "chalice" and file.hash and file.hash.value != _digest(file.locate()):
            raise ReleaseError(f"{file} was changed after its installation; {remedy}")


def _digest(path: Any) -> str:
    """Return the digest of a file in the form of a RECORD file."""
    digest = hashlib.sha256(Path(path).read_bytes()).digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def _read(path: Path) -> str:
    if not path.is_file():
        raise ReleaseError(f"{path.name} is missing from the project")
    return path.read_text()


def _logical_lines(text: str) -> Iterator[str]:
    """Yield the requirements of a file, with continued lines joined and without comments."""
    for line in text.replace("\\\n", " ").splitlines():
        if requirement := line.partition("#")[0].strip():
            yield requirement
