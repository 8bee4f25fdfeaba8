"""The zip that Lambda runs, built by Chalice's packager and reproducible."""

import shutil
import subprocess
import sys
import tempfile
from importlib.util import find_spec
from io import StringIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from chalice.deploy import packager
from chalice.utils import UI, OSUtils

from release import ReleaseError
from release.locked import check_chalice, check_requirements

# The machine names in wheels, by Lambda's names of the architectures.
MACHINES = {"x86_64": "x86_64", "arm64": "aarch64"}
ARCHITECTURES = tuple(MACHINES)
LAST_ON_AMAZON_LINUX_2 = 11

# The parts of a project that Chalice ships:
# https://aws.github.io/chalice/topics/packaging.html
PROJECT_FILES = ("app.py", "requirements.txt")
PROJECT_FOLDERS = ("chalicelib", "vendor")

# The folder in which Lambda unpacks the zip; tracebacks name it.
LAMBDAS_FOLDER = "/var/task"

# Times are part of a zip, and so of its hash. This is the first time that a zip can hold.
EPOCH = (1980, 1, 1, 0, 0, 0)
READABLE_BY_ALL = 0o100644 << 16
UNIX = 3

# Files that installers write for their own use.
INSTALLER_FILES = (
    *(".lock", "bin/*"),
    *("*.dist-info/INSTALLER", "*.dist-info/RECORD", "*.dist-info/REQUESTED"),
)


def build_archive(project: Path, target: Path, architecture: str, runtime: str) -> None:
    """Write the project's zip for a runtime, which must be that of the running interpreter.

    Raises:
        ReleaseError: a requirement has no hash, is not available, or has no wheel for Lambda; or
            the installed Chalice is not the locked one.
    """
    check_requirements(project)
    check_chalice(project)
    with tempfile.TemporaryDirectory() as temporary:
        sources, contents = Path(temporary, "sources"), Path(temporary, "contents")
        # A copy: Chalice would ship other files of the folders, too, and reuse its earlier output.
        _copy_sources(project, sources)
        with ZipFile(_package(sources, architecture, runtime)) as made:
            made.extractall(contents)
        for pattern in INSTALLER_FILES:
            for path in contents.glob(pattern):
                path.unlink()
        _compile(contents)
        _write(contents, target)


class _Wheels(packager.DependencyBuilder):
    """Chalice's builder, but with wheels from uv or pip, checked by hash."""

    def __init__(self, architecture: str) -> None:
        super().__init__(OSUtils(), architecture=architecture)
        self._architecture = architecture

    def build_site_packages(
        self, abi: str, requirements_filepath: str, target_directory: str
    ) -> None:
        """Unpack the wheels of the requirements.

        Raises:
            ReleaseError: one is not available, has no wheel for Lambda, or has another hash.
        """
        arguments = (
            *("install", "--quiet", "--no-deps", "--only-binary", ":all:"),
            *("--python-version", f"{abi[2]}.{abi[3:]}", "--target", target_directory),
            *("--requirement", requirements_filepath),
            "--require-hashes",
        )
        machine, glibc = MACHINES[self._architecture], _glibc(abi)
        # uv takes one second, pip takes ten. uv does not read pip's settings, so it can fail where
        # pip succeeds.
        uv = ("uv", "pip", *arguments, "--python-platform", f"{machine}-manylinux_2_{glibc}")
        if find_spec("uv") and not _run(*uv).returncode:
            return
        tags = [*(f"manylinux_2_{minor}" for minor in range(17, glibc + 1)), "manylinux2014"]
        platforms = [f"--platform={tag}_{machine}" for tag in tags]
        pip = _run("pip", *arguments, "--no-compile", "--implementation", "cp", *platforms)
        if pip.returncode:
            errors = [line for line in pip.stderr.splitlines() if line.startswith("ERROR:")]
            raise ReleaseError(
                f"no wheels for Lambda ({abi}, {self._architecture}): {_first(errors)}; use a "
                "version that has one, or put the unpacked package into vendor/"
            )


def _glibc(abi: str) -> int:
    """Return the highest minor version of glibc 2 for which a wheel may be built.

    The runtimes up to Python 3.11 have Amazon Linux 2, with glibc 2.26. The later ones have Amazon
    Linux 2023, with glibc 2.34. Wheels are usually built for 2.17 and 2.28.
    https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html
    """
    return 17 if int(abi[3:]) <= LAST_ON_AMAZON_LINUX_2 else 28


def _run(*module: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603  # this interpreter
        [sys.executable, "-m", *module], capture_output=True, text=True, check=False
    )


class _Uncompressed(OSUtils):
    """Lets Chalice write its zip uncompressed, which is faster: we unpack it at once."""

    ZIP_DEFLATED = ZIP_STORED


def _package(project: Path, architecture: str, runtime: str) -> str:
    builder = packager.LambdaDeploymentPackager(
        _Uncompressed(), _Wheels(architecture), UI(StringIO(), StringIO()), architecture
    )
    return builder.create_deployment_package(str(project), runtime)


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
    """Compile every module, and write the byte code beside it.

    Lambda cannot store byte code, so it would compile the modules at every cold start. That is half
    of the time of the imports. The byte code is valid because `runtime` is this interpreter's.
    """
    subprocess.run(  # noqa: S603  # this interpreter
        [
            *(sys.executable, "-S", "-m", "compileall", "-qq"),
            # Valid without the file's time, which a zip stores with a precision of two seconds.
            *("--invalidation-mode", "unchecked-hash"),
            *("-s", str(folder), "-p", LAMBDAS_FOLDER, str(folder)),
        ],
        # A fixed seed fixes the order of sets: the byte code is the same every time.
        env={"PYTHONHASHSEED": "0"},
        # A module that does not compile, such as one for another Python, ships without byte code.
        check=False,
    )


def _write(folder: Path, target: Path) -> None:
    """Zip the folder. The bytes depend only on the names and contents of the files."""
    partial = target.with_suffix(".part")
    files = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*")}
    with ZipFile(partial, "w") as written:
        for name, path in sorted(files.items()):
            if path.is_dir():
                continue
            entry = ZipInfo(name, EPOCH)
            entry.external_attr = READABLE_BY_ALL
            entry.create_system = UNIX
            written.writestr(entry, path.read_bytes(), ZIP_DEFLATED)
    partial.replace(target)
