"""The program terraform: where it is, its initialisation with or without a registry, and runs."""

import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path

REGISTRY_HOST = "registry.terraform.io"
PROVIDER = f"{REGISTRY_HOST}/hashicorp/aws"

# Folders that may hold a mirror of providers. Terraform itself searches some of them.
# https://developer.hashicorp.com/terraform/cli/config/config-file#implied-local-mirror-directories
MIRROR_PARENTS = (
    Path.home() / ".terraform.d",
    Path.home() / ".local" / "share" / "terraform",
    Path("/usr/local/share"),
    Path("/usr/share"),
    Path("/opt"),
)
MIRROR_DEPTH = 1

SETTINGS = {
    # Plain text, no hints for interactive use, no check for a newer version.
    "TF_CLI_ARGS": "-no-color",
    "TF_IN_AUTOMATION": "1",
    "CHECKPOINT_DISABLE": "1",
    # Less garbage collection: a fifth less CPU time, for half a gigabyte of memory, not a quarter.
    "GOGC": "400",
}


class TerraformMissing(Exception):
    """terraform is not on the PATH."""


class TerraformFailed(Exception):
    """Terraform ended with an error; `str()` of it has Terraform's output."""


class Terraform:
    """Terraform in one directory, which has the configuration, and the state if it is local.

    `environment` has variables for every command, in addition to those of this process.
    """

    def __init__(self, directory: Path, environment: Mapping[str, str] | None = None) -> None:
        self._program = find_terraform()
        self.directory = directory
        self.environment = {**_environment(), **(environment or {})}

    def init(self) -> None:
        """Initialise the directory, from a mirror on this machine if there is one.

        Raises:
            TerraformFailed: a provider or module is not available.
        """
        mirror = find_mirror()
        self.run("init", "-input=false", *([f"-plugin-dir={mirror}"] if mirror else []))

    def run(self, *arguments: str) -> str:
        """Run a command, and return its standard output.

        Raises:
            TerraformFailed: its exit code is not 0.
        """
        ended = subprocess.run(  # noqa: S603  # the program was found on the PATH
            [self._program, *arguments],
            cwd=self.directory,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        if ended.returncode:
            raise TerraformFailed(f"terraform {arguments[0]}: {ended.stdout}{ended.stderr}")
        return ended.stdout


def find_terraform() -> str:
    """Return the path of the program.

    Raises:
        TerraformMissing: it is not on the PATH.
    """
    found = shutil.which("terraform")
    if not found:
        raise TerraformMissing(
            "terraform is not on the PATH; install 1.11 or newer: "
            "https://developer.hashicorp.com/terraform/install"
        )
    return found


def find_mirror() -> Path | None:
    """Return the root of a filesystem mirror that has the AWS provider, if there is one."""
    if "-plugin-dir" in os.environ.get("TF_CLI_ARGS_init", ""):  # noqa: SIM112  # its name
        return None  # the environment names a mirror already
    for parent in MIRROR_PARENTS:
        for folder in _folders(parent, MIRROR_DEPTH):
            if (folder / PROVIDER).is_dir():
                return folder
    return None


def _folders(parent: Path, depth: int) -> Iterator[Path]:
    if not parent.is_dir() or not os.access(parent, os.R_OK | os.X_OK):
        return
    yield parent
    if depth:
        for child in sorted(parent.iterdir()):
            if child.is_dir() and not child.is_symlink():
                yield from _folders(child, depth - 1)


def _environment() -> dict[str, str]:
    environment = {**os.environ, **SETTINGS}
    configured = environment.get("TF_CLI_CONFIG_FILE")
    if configured and not Path(configured).is_file():
        # Terraform would print a warning with every command.
        del environment["TF_CLI_CONFIG_FILE"]
    return environment
