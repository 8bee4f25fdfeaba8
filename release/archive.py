"""The zip that Lambda runs: made by Chalice's packager, and the same for the same sources."""

import hashlib
import re
import shutil
import subprocess
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

# Where Lambda unpacks it, for tracebacks.
LAMBDAS_FOLDER = "/var/task"

# A time is part of a zip, and so of its hash; this is the first that a zip can hold.
EPOCH = (1980, 1, 1, 0, 0, 0)
READABLE_BY_ALL = 0o100644 << 16
UNIX = 3

HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")


def build_archive(project: Path, target: Path, architecture: str, runtime: str) -> None:
    """Write the project's zip for a runtime, which is that of the running interpreter.

    Raises:
        ReleaseError: a requirement cannot be had, or has no wheel that runs on Lambda.
    """
    with tempfile.TemporaryDirectory() as temporary:
        sources, contents = Path(temporary, "sources"), Path(temporary, "contents")
        # A copy: Chalice would ship what else lies in the folders, and reuse what it made before.
        _copy_sources(project, sources)
        with ZipFile(_package(sources, architecture, runtime)) as made:
            made.extractall(contents)
        _compile(contents)
        _write(contents, target)


class _WholeOrNothing(packager.DependencyBuilder):
    """Chalice's builder, but a missing wheel ends it: Chalice itself warns and goes on."""

    def __init__(self, architecture: str) -> None:
        super().__init__(OSUtils(), architecture=architecture)
        self._architecture = architecture
        self._hashes: set[str] = set()

    def _download_binary_wheels(
        self, abi: str, packages: set[packager.Package], directory: str
    ) -> None:
        """Download wheels for Lambda; Chalice asks pip for them by version alone."""
        super()._download_binary_wheels(abi, packages, directory)
        self._check(directory)

    def _download_sdists(self, packages: set[packager.Package], directory: str) -> None:
        """Download sources for what has no wheel; by version alone, too."""
        super()._download_sdists(packages, directory)
        self._check(directory)

    def _check(self, directory: str) -> None:
        for path in Path(directory).iterdir():
            digest = hashlib.sha256(path.read_bytes()).hexdigest()
            if self._hashes and digest not in self._hashes:
                raise ReleaseError(f"{path.name} is not one that the requirements have a hash of")

    def build_site_packages(
        self, abi: str, requirements_filepath: str, target_directory: str
    ) -> None:
        """Unpack the wheels of the requirements.

        Raises:
            ReleaseError: naming each requirement that has no wheel for Lambda, or another hash.
        """
        self._hashes = set(HASH.findall(Path(requirements_filepath).read_text()))
        try:
            super().build_site_packages(abi, requirements_filepath, target_directory)
        except packager.MissingDependencyError as exc:
            names = ", ".join(sorted(package.identifier for package in exc.missing))
            raise ReleaseError(
                f"no wheel for Lambda ({abi}, {self._architecture}): {names}; "
                "use a version that has one, or put the unpacked package into vendor/"
            ) from exc


def _package(project: Path, architecture: str, runtime: str) -> str:
    builder = packager.LambdaDeploymentPackager(
        OSUtils(), _WholeOrNothing(architecture), UI(StringIO(), StringIO()), architecture
    )
    try:
        return builder.create_deployment_package(str(project), runtime)
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
    staging.mkdir()
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


def _compile(folder: Path) -> None:
    """Put the byte code of every module beside it.

    Lambda cannot keep what it compiles, and would do so at every cold start: it is half of the
    time that the imports take. Which interpreter runs it, `runtime` says.
    """
    subprocess.run(  # noqa: S603  # this interpreter
        [
            *(sys.executable, "-S", "-m", "compileall", "-qq"),
            # Valid whatever the file's time: a zip does not keep it well enough.
            *("--invalidation-mode", "unchecked-hash"),
            *("-s", str(folder), "-p", LAMBDAS_FOLDER, str(folder)),
        ],
        # One seed, one order of what is in a set: the same byte code every time.
        env={"PYTHONHASHSEED": "0"},
        # A module that does not compile, such as one for another Python, ships as it is.
        check=False,
    )


def _write(folder: Path, target: Path) -> None:
    """Zip the folder so that the bytes depend on nothing but names and contents."""
    partial = target.with_suffix(".part")
    files = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*")}
    with ZipFile(partial, "w") as written:
        for name, path in sorted(files.items()):
            if path.is_dir():
                continue
            entry = ZipInfo(name, EPOCH)
            entry.external_attr = READABLE_BY_ALL
            entry.create_system = UNIX
            written.writestr(entry, path.read_bytes(), ZIP_DEFLATED, compresslevel=9)
    partial.replace(target)
