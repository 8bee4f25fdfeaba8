"""The zip that Lambda runs: made by Chalice's packager, and the same for the same sources."""

import shutil
import sys
import tempfile
from io import StringIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from chalice.deploy import packager
from chalice.utils import UI, OSUtils

from release.errors import ReleaseError

ARCHITECTURES = ("x86_64", "arm64")

# What Chalice ships of a project: https://aws.github.io/chalice/topics/packaging.html
PROJECT_FILES = ("app.py", "requirements.txt")
PROJECT_FOLDERS = ("chalicelib", "vendor")

# A time is part of a zip, and so of its hash; this is the first that a zip can hold.
EPOCH = (1980, 1, 1, 0, 0, 0)
READABLE_BY_ALL = 0o100644 << 16
UNIX = 3


def runtime() -> str:
    """Return the Lambda runtime of the running interpreter: the wheels are made for that one.

    Raises:
        ReleaseError: Lambda has none for it, as far as Chalice knows.
    """
    known = packager.BaseLambdaDeploymentPackager._RUNTIME_TO_ABI  # noqa: SLF001  # no other list
    name = f"python{sys.version_info.major}.{sys.version_info.minor}"
    if name not in known:
        raise ReleaseError(f"Lambda has no runtime {name}; use one of {', '.join(known)}")
    return name


def build_archive(project: Path, target: Path, architecture: str) -> None:
    """Write the project's zip for the running interpreter's runtime.

    Raises:
        ReleaseError: a requirement cannot be had, or has no wheel that runs on Lambda.
    """
    with tempfile.TemporaryDirectory() as staging:
        # A copy: Chalice would ship what else lies in the folders, and reuse what it made before.
        _copy_sources(project, Path(staging))
        made = Path(_package(Path(staging), architecture))
        _rewrite(made, target)


class _WholeOrNothing(packager.DependencyBuilder):
    """Chalice's builder, but a missing wheel ends it: Chalice itself warns and goes on."""

    def __init__(self, architecture: str) -> None:
        super().__init__(OSUtils(), architecture=architecture)
        self._architecture = architecture

    def build_site_packages(
        self, abi: str, requirements_filepath: str, target_directory: str
    ) -> None:
        """Unpack the wheels of the requirements.

        Raises:
            ReleaseError: naming each requirement that has no wheel for Lambda.
        """
        try:
            super().build_site_packages(abi, requirements_filepath, target_directory)
        except packager.MissingDependencyError as exc:
            names = ", ".join(sorted(package.identifier for package in exc.missing))
            raise ReleaseError(
                f"no wheel for Lambda ({abi}, {self._architecture}): {names}; "
                "use a version that has one, or put the unpacked package into vendor/"
            ) from exc


def _package(project: Path, architecture: str) -> str:
    builder = packager.LambdaDeploymentPackager(
        OSUtils(), _WholeOrNothing(architecture), UI(StringIO(), StringIO()), architecture
    )
    try:
        return builder.create_deployment_package(str(project), runtime())
    except packager.NoSuchPackageError as exc:
        raise ReleaseError(f"{exc}; there is no such package or version") from exc
    except packager.UnsupportedPackageError as exc:
        raise ReleaseError(f"{exc}; its source cannot be read") from exc
    except packager.PackageDownloadError as exc:
        said = [line for line in str(exc).splitlines() if line.startswith("ERROR:")]
        raise ReleaseError(f"pip cannot download the requirements: {_first(said)}") from exc


def _first(lines: list[str]) -> str:
    return lines[0].removeprefix("ERROR:").strip() if lines else "it does not say why"


def _copy_sources(project: Path, staging: Path) -> None:
    for name in PROJECT_FILES:
        if not (project / name).is_file():
            raise ReleaseError(f"{name} is missing from the project")
        shutil.copy(project / name, staging)
    for name in PROJECT_FOLDERS:
        if (project / name).is_dir():
            shutil.copytree(
                project / name,
                staging / name,
                ignore=shutil.ignore_patterns("__pycache__", "*.pyc"),
            )


def _rewrite(made: Path, target: Path) -> None:
    """Write the zip again so that its bytes depend on nothing but names and contents."""
    partial = target.with_suffix(".part")
    with ZipFile(made) as source, ZipFile(partial, "w") as written:
        for name in sorted(set(source.namelist())):
            entry = ZipInfo(name, EPOCH)
            entry.external_attr = READABLE_BY_ALL
            entry.create_system = UNIX
            written.writestr(entry, source.read(name), ZIP_DEFLATED, compresslevel=9)
    partial.replace(target)
