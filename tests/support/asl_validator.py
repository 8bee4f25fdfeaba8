"""asl-validator of npm: whether a definition is Amazon States Language, by others than us.

https://www.npmjs.com/package/asl-validator
"""

import json
import re
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

VERSION = "4.0.0"
INSTALL_SECONDS = 120
SAID = re.compile(r'^\S State machine definition "(?:.*/)?([^/]+)\.json" is (\w+)', re.MULTILINE)


class ValidatorMissing(Exception):
    """It cannot be had here; `str()` of it is one line that says why."""


def installed(folder: Path) -> Path:
    """Return the program, installed into the folder where it is not there yet.

    Raises:
        ValidatorMissing: there is no node or npm, or npm cannot get it.
    """
    npm = shutil.which("npm")
    if not shutil.which("node") or not npm:
        raise ValidatorMissing("asl-validator needs node and npm, which are not on the PATH")
    program = folder / "node_modules" / ".bin" / "asl-validator"
    if not program.exists():
        command = [npm, "install", "--prefix", str(folder), "--ignore-scripts", "--no-audit"]
        try:
            subprocess.run(
                [*command, "--no-fund", "--fetch-retries=1", f"asl-validator@{VERSION}"],
                capture_output=True,
                text=True,
                check=True,
                timeout=INSTALL_SECONDS,
            )
        except subprocess.CalledProcessError as exc:
            said = [*filter(None, exc.stderr.splitlines()), "npm does not say why"]
            raise ValidatorMissing(f"asl-validator cannot be installed: {said[0]}") from exc
        except subprocess.TimeoutExpired as exc:
            raise ValidatorMissing("asl-validator cannot be installed: npm took too long") from exc
    return program


def found_invalid(
    program: Path, definitions: Mapping[str, Mapping[str, Any]], folder: Path
) -> dict[str, str]:
    """Return what is said of the definitions that are not valid; one process looks at all."""
    paths = []
    for name, definition in definitions.items():
        paths.append(folder / f"{name}.json")
        paths[-1].write_text(json.dumps(definition))
    options = [option for path in paths for option in ("--json-path", str(path))]
    ended = subprocess.run([program, *options], capture_output=True, text=True, check=False)
    said = ended.stdout + ended.stderr
    verdicts = dict(SAID.findall(said))
    assert set(verdicts) == set(definitions), said
    return {name: said for name, verdict in verdicts.items() if verdict != "valid"}
