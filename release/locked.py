"""What is packaged is what the lock files say, to the byte."""

import base64
import hashlib
import re
from collections.abc import Iterator
from importlib.metadata import distribution
from pathlib import Path
from typing import Any

from release import ReleaseError

REQUIREMENTS = "requirements.txt"
# Chalice's runtime is packaged from where it is installed; this is the lock of what is.
TOOLS = "requirements-local.txt"
CHALICE = re.compile(r"^chalice==(\S+)", re.MULTILINE)


def check_requirements(project: Path) -> None:
    """Check that everything that will be packaged has a hash.

    Raises:
        ReleaseError: something has none.
    """
    for line in _logical_lines(_read(project / REQUIREMENTS)):
        if "--hash=sha256:" not in line:
            raise ReleaseError(
                f"{REQUIREMENTS}: {line} has no hash; write it into requirements.in, "
                "and run `make lock`"
            )


def check_chalice(project: Path) -> None:
    """Check that the installed Chalice is the locked one, and is as it was installed.

    Raises:
        ReleaseError: it is not.
    """
    locked = CHALICE.search(_read(project / TOOLS))
    if not locked:
        raise ReleaseError(f"{TOOLS} does not name chalice; run `make lock`")
    installed = distribution("chalice")
    mend = "run `make clean package`"
    if installed.version != locked[1]:
        raise ReleaseError(
            f"Chalice {installed.version} is installed, and {TOOLS} has {locked[1]}; {mend}"
        )
    for file in installed.files or ():
        if file.parts[0] == "chalice" and file.hash and file.hash.value != _digest(file.locate()):
            raise ReleaseError(f"{file} is not as Chalice was installed; {mend}")


def _digest(path: Any) -> str:
    """Return the digest of a file as installers note it."""
    digest = hashlib.sha256(Path(path).read_bytes()).digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def _read(path: Path) -> str:
    if not path.is_file():
        raise ReleaseError(f"{path.name} is missing from the project")
    return path.read_text()


def _logical_lines(text: str) -> Iterator[str]:
    """Yield the lines of a file of requirements, each with those that continue it."""
    for line in text.replace("\\\n", " ").splitlines():
        if said := line.partition("#")[0].strip():
            yield said
