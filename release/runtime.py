"""The Lambda runtime of a package: one that Terraform's AWS provider accepts."""

import re
import sys
from pathlib import Path

from release import ReleaseError

Version = tuple[int, ...]

# The oldest version of the provider that the Terraform modules support.
OLDEST: Version = (5, 100)
# The first version of the provider that accepts each runtime.
# https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html
TAKEN_SINCE: dict[str, Version] = {
    "python3.11": OLDEST,
    "python3.12": OLDEST,
    "python3.13": OLDEST,
    # https://github.com/hashicorp/terraform-provider-aws/issues/44984
    "python3.14": (6, 20),
}

# Written by `terraform init`: it has the version of the provider that this checkout uses.
LOCK_FILE = Path("terraform", "environments", ".terraform.lock.hcl")
PROVIDER = re.compile(r'"registry\.terraform\.io/hashicorp/aws"\s*{\s*version\s*=\s*"([\d.]+)')


def this_python() -> str:
    """Return Lambda's name of the running interpreter, for which the wheels are chosen."""
    return f"python{sys.version_info.major}.{sys.version_info.minor}"


def runtime_of(python: str, project: Path) -> str:
    """Return the runtime for this Python.

    Raises:
        ReleaseError: there is none, or the project is initialised with a version of the provider
            that does not accept it.
    """
    provider = _provider_of(project)
    usable = [name for name, since in TAKEN_SINCE.items() if not provider or provider >= since]
    if python in usable:
        return python
    others = f"use {', '.join(usable[:-1])} or {usable[-1]}: `make clean package PYTHON=…`"
    if python not in TAKEN_SINCE:
        raise ReleaseError(f"there is no Lambda runtime {python} that Terraform accepts; {others}")
    since = _text(TAKEN_SINCE[python])
    raise ReleaseError(
        f"{python} needs version {since} of Terraform's AWS provider, and {LOCK_FILE} has "
        f"{_text(provider)}; {others}, or upgrade it: `terraform init -upgrade`"
    )


def _provider_of(project: Path) -> Version:
    """Return the provider's version; it is empty if the project is not initialised."""
    path = project / LOCK_FILE
    found = PROVIDER.search(path.read_text()) if path.is_file() else None
    return tuple(int(part) for part in found[1].split(".")) if found else ()


def _text(version: Version) -> str:
    return ".".join(str(part) for part in version)
