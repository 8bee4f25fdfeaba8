"""The Lambda runtime of a package: one that Lambda has, and that Terraform's AWS provider takes."""

import re
import sys
from pathlib import Path

from release import ReleaseError

Version = tuple[int, ...]

# The oldest provider that the Terraform modules are written for.
OLDEST: Version = (5, 100)
# Which version of the provider is the first to take each.
# https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html
TAKEN_SINCE: dict[str, Version] = {
    "python3.11": OLDEST,
    "python3.12": OLDEST,
    "python3.13": OLDEST,
    # https://github.com/hashicorp/terraform-provider-aws/issues/44984
    "python3.14": (6, 20),
}

# Written by `terraform init`: the provider that this checkout uses.
LOCK_FILE = Path("terraform", "environments", ".terraform.lock.hcl")
PROVIDER = re.compile(r'"registry\.terraform\.io/hashicorp/aws"\s*{\s*version\s*=\s*"([\d.]+)')


def this_python() -> str:
    """Return what Lambda would call the running interpreter: the wheels are made for that one."""
    return f"python{sys.version_info.major}.{sys.version_info.minor}"


def runtime_of(python: str, project: Path) -> str:
    """Return the runtime for this Python.

    Raises:
        ReleaseError: there is none, or the provider that the project is initialised with, if it is,
            does not take it.
    """
    provider = _provider_of(project)
    usable = [name for name, since in TAKEN_SINCE.items() if not provider or provider >= since]
    if python in usable:
        return python
    others = f"use {', '.join(usable[:-1])} or {usable[-1]}: `make clean package PYTHON=…`"
    if python not in TAKEN_SINCE:
        raise ReleaseError(f"there is no Lambda runtime {python} that Terraform takes; {others}")
    since = _text(TAKEN_SINCE[python])
    raise ReleaseError(
        f"{python} needs version {since} of Terraform's AWS provider, and {LOCK_FILE} has "
        f"{_text(provider)}; {others}, or upgrade it: `terraform init -upgrade`"
    )


def _provider_of(project: Path) -> Version:
    """Return the provider's version; none where nothing has been initialised."""
    path = project / LOCK_FILE
    found = PROVIDER.search(path.read_text()) if path.is_file() else None
    return tuple(int(part) for part in found[1].split(".")) if found else ()


def _text(version: Version) -> str:
    return ".".join(str(part) for part in version)
