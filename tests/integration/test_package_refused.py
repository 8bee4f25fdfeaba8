"""What makes no package, and how it is told."""

import hashlib
import os
import re
import shutil
import subprocess
import sys
import tarfile
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest

from tests.support.waiting import HANG_SECONDS

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Return a copy of what makes the package, to be given other requirements."""
    for name in ("app.py", "requirements-local.txt"):
        shutil.copy(ROOT / name, tmp_path)
    for name in ("chalicelib", "gateway", "release"):
        shutil.copytree(ROOT / name, tmp_path / name)
    return tmp_path


def _refused(project: Path, *options: str) -> str:
    ended = subprocess.run(
        [sys.executable, *options, "-m", "release"],
        cwd=project,
        # No index is asked, whatever the machine's pip is set to.
        env={
            "PATH": os.environ["PATH"],
            "PIP_CONFIG_FILE": os.devnull,
            "PIP_NO_INDEX": "1",
            "PIP_FIND_LINKS": str(project),
            "UV_OFFLINE": "1",
            "UV_NO_CONFIG": "1",
            "UV_FIND_LINKS": str(project),
        },
        capture_output=True,
        text=True,
        timeout=HANG_SECONDS,
        check=False,
    )
    assert ended.returncode == 2, ended.stdout + ended.stderr
    assert ended.stdout == ""
    assert not (project / "dist" / "manifest.json").exists()
    (line,) = ended.stderr.splitlines()
    return line


def test_a_requirement_without_a_wheel_for_lambda_is_named(project: Path) -> None:
    digest = _source_only(project, "rusty", "1.2")
    (project / "requirements.txt").write_text(f"rusty==1.2 --hash=sha256:{digest}\n")
    line = _refused(project)
    assert line.startswith("release: no wheels for Lambda")
    assert "rusty==1.2" in line


def _wheel(folder: Path, name: str) -> str:
    """Write a wheel that every machine can install, and return its hash."""
    path = folder / f"{name}-1.0-py3-none-any.whl"
    with ZipFile(path, "w") as wheel:
        wheel.writestr(f"{name}.py", "")
        wheel.writestr(f"{name}-1.0.dist-info/METADATA", f"Name: {name}\nVersion: 1.0\n")
        wheel.writestr(f"{name}-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\nTag: py3-none-any\n")
        wheel.writestr(f"{name}-1.0.dist-info/RECORD", "")
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_a_requirement_with_another_hash_is_refused(project: Path) -> None:
    _wheel(project, "tiny")
    (project / "requirements.txt").write_text(f"tiny==1.0 --hash=sha256:{'0' * 64}\n")
    assert "DO NOT MATCH THE HASHES" in _refused(project)


@pytest.mark.parametrize("known", [True, False])
def test_a_requirement_without_a_hash_is_refused(project: Path, known: bool) -> None:
    _wheel(project, "loose")
    digest = _wheel(project, "tiny")
    hashed = f"# It has one.\ntiny==1.0 \\\n    --hash=sha256:{digest}\n" if known else ""
    (project / "requirements.txt").write_text(f"{hashed}loose==1.0\n")
    assert _refused(project) == (
        "release: requirements.txt: loose==1.0 has no hash; add it to requirements.in, "
        "and run `make lock`"
    )


@pytest.mark.parametrize("option", ["-r other.txt", "--index-url https://example.com/simple"])
def test_requirements_from_elsewhere_are_refused(project: Path, option: str) -> None:
    (project / "requirements.txt").write_text(f"{option}\n")
    assert f"{option} has no hash" in _refused(project)


def test_another_chalice_than_the_locked_one_is_refused(project: Path) -> None:
    (project / "requirements.txt").touch()
    tools = project / "requirements-local.txt"
    tools.write_text(re.sub("(?m)^chalice==.*", "chalice==1.0 \\\\", tools.read_text()))
    line = _refused(project)
    assert line.startswith("release: Chalice ")
    assert "requirements-local.txt has 1.0" in line


def test_a_requirement_that_does_not_exist_is_named(project: Path) -> None:
    unknown = f"no-such-requirement==1.2 --hash=sha256:{'0' * 64}\n"
    (project / "requirements.txt").write_text(unknown)
    assert "no-such-requirement==1.2" in _refused(project)


def test_a_project_without_requirements_is_refused(project: Path) -> None:
    assert _refused(project) == "release: requirements.txt is missing from the project"


def test_missing_tools_are_named(project: Path) -> None:
    # -S leaves out everything that is installed.
    assert _refused(project, "-S").startswith("release: chalice, pip, ")


def _source_only(folder: Path, name: str, version: str) -> str:
    """Write a source distribution that no machine can build, and return its hash."""
    files = {
        "PKG-INFO": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n",
        "pyproject.toml": (
            '[build-system]\nrequires = []\nbuild-backend = "backend"\nbackend-path = ["."]\n'
        ),
        "backend.py": (
            "from pathlib import Path\n"
            "def prepare_metadata_for_build_wheel(directory, settings=None):\n"
            f"    info = Path(directory, '{name}-{version}.dist-info')\n"
            "    info.mkdir()\n"
            "    (info / 'METADATA').write_text(Path('PKG-INFO').read_text())\n"
            "    return info.name\n"
            "def build_wheel(*_):\n"
            "    raise SystemExit('there is no compiler for it')\n"
        ),
    }
    path = folder / f"{name}-{version}.tar.gz"
    with tarfile.open(path, "w:gz") as archive:
        for file, text in files.items():
            entry = tarfile.TarInfo(f"{name}-{version}/{file}")
            entry.size = len(text)
            archive.addfile(entry, BytesIO(text.encode()))
    return hashlib.sha256(path.read_bytes()).hexdigest()
