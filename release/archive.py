"""The zip that Lambda runs: made by Chalice's packager, and the same for the same sources."""

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

# By the names that wheels have for them.
MACHINES = {"x86_64": "x86_64", "arm64": "aarch64"}
ARCHITECTURES = tuple(MACHINES)
LAST_ON_AMAZON_LINUX_2 = 11

# What Chalice ships of a project: https://aws.github.io/chalice/topics/packaging.html
PROJECT_FILES = ("app.py", "requirements.txt")
PROJECT_FOLDERS = ("chalicelib", "vendor")

# Where Lambda unpacks it, for tracebacks.
LAMBDAS_FOLDER = "/var/task"

# A time is part of a zip, and so of its hash; this is the first that a zip can hold.
EPOCH = (1980, 1, 1, 0, 0, 0)
READABLE_BY_ALL = 0o100644 << 16
UNIX = 3

# What installers note for themselves, in a folder of libraries and beside the facts of each.
NOTES = (".lock", "bin/*", "*.dist-info/INSTALLER", "*.dist-info/RECORD", "*.dist-info/REQUESTED")


def build_archive(project: Path, target: Path, architecture: str, runtime: str) -> None:
    """Write the project's zip for a runtime, which is that of the running interpreter.

    Raises:
        ReleaseError: a requirement has no hash, cannot be had, or has no wheel that runs on Lambda;
            or the installed Chalice is not the locked one.
    """
    check_requirements(project)
    check_chalice(project)
    with tempfile.TemporaryDirectory() as temporary:
        sources, contents = Path(temporary, "sources"), Path(temporary, "contents")
        # A copy: Chalice would ship what else lies in the folders, and reuse what it made before.
        _copy_sources(project, sources)
        with ZipFile(_package(sources, architecture, runtime)) as made:
            made.extractall(contents)
        for notes in NOTES:
            for path in contents.glob(notes):
                path.unlink()
        _compile(contents)
        _write(contents, target)


class _Wheels(packager.DependencyBuilder):
    """Chalice's builder, but an installer gets the wheels: all by their hashes, or none."""

    def __init__(self, architecture: str) -> None:
        super().__init__(OSUtils(), architecture=architecture)
        self._architecture = architecture

    def build_site_packages(
        self, abi: str, requirements_filepath: str, target_directory: str
    ) -> None:
        """Unpack the wheels of the requirements.

        Raises:
            ReleaseError: one cannot be had, has no wheel for Lambda, or has another hash.
        """
        asked = (
            *("install", "--quiet", "--no-deps", "--only-binary", ":all:"),
            *("--python-version", f"{abi[2]}.{abi[3:]}", "--target", target_directory),
            *("--requirement", requirements_filepath),
            "--require-hashes",
        )
        machine, glibc = MACHINES[self._architecture], _glibc(abi)
        # uv takes a second where pip takes ten, and does not know where pip is told to look.
        uv = ("uv", "pip", *asked, "--python-platform", f"{machine}-manylinux_2_{glibc}")
        if find_spec("uv") and not _run(*uv).returncode:
            return
        tags = [*(f"manylinux_2_{minor}" for minor in range(17, glibc + 1)), "manylinux2014"]
        platforms = [f"--platform={tag}_{machine}" for tag in tags]
        ended = _run("pip", *asked, "--no-compile", "--implementation", "cp", *platforms)
        if ended.returncode:
            said = [line for line in ended.stderr.splitlines() if line.startswith("ERROR:")]
            raise ReleaseError(
                f"no wheels for Lambda ({abi}, {self._architecture}): {_first(said)}; use a "
                "version that has one, or put the unpacked package into vendor/"
            )


def _glibc(abi: str) -> int:
    """Return the minor version of glibc 2 that wheels may be for.

    It is 26 on Amazon Linux 2, which the runtimes up to Python 3.11 are made of, and 34 on Amazon
    Linux 2023; wheels are made for 17 and for 28.
    https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html
    """
    return 17 if int(abi[3:]) <= LAST_ON_AMAZON_LINUX_2 else 28


def _run(*module: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603  # this interpreter
        [sys.executable, "-m", *module], capture_output=True, text=True, check=False
    )


class _Uncompressed(OSUtils):
    """Chalice's zip is unpacked at once; compressing it takes as long as compressing ours."""

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
            written.writestr(entry, path.read_bytes(), ZIP_DEFLATED)
    partial.replace(target)
