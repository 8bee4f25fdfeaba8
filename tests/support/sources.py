"""The files of this repository, and what they import."""

import ast
import subprocess
from collections.abc import Iterator
from pathlib import Path

from tests.support.process import ROOT

FOLDERS = ("chalicelib", "gateway", "release", "local", "tools", "bench", "tests", "docs")
OURS = ("app", *FOLDERS)


def files() -> list[Path]:
    """Return every file that git keeps, or would."""
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.splitlines()
    return [ROOT / name for name in listed if (ROOT / name).is_file()]


def modules() -> list[Path]:
    """Return every module of Python."""
    found = [path for folder in FOLDERS for path in (ROOT / folder).rglob("*.py")]
    return [ROOT / "app.py", *sorted(found)]


def shipped() -> list[Path]:
    """Return the modules that ship."""
    return [
        path for path in modules() if path.relative_to(ROOT).parts[0] in ("app.py", "chalicelib")
    ]


def imports(path: Path) -> Iterator[str]:
    """Give what a module imports, by its whole name."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: imports are absolute"
            yield from (f"{node.module}.{name.name}" for name in node.names)
