"""The three files of a package: what runs, how it is reached, and what Terraform must know."""

import base64
import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from chalicelib import VERSION
from chalicelib.api.app import ROUTES
from gateway.body import gateway_body
from release.archive import build_archive
from release.runtime import runtime_of, this_python

ARCHIVE = "deployment.zip"
GATEWAY = "gateway.json"
MANIFEST = "manifest.json"

# The two functions, as Lambda names them.
HANDLER = "app.app"
AUTHORIZER_HANDLER = "chalicelib.authorizer.authorize"


@dataclass(frozen=True)
class Manifest:
    """The facts of a package; `sha256` is the archive's, in base64, as Lambda has it."""

    version: str
    archive: str
    handler: str
    authorizer_handler: str
    runtime: str
    architecture: str
    sha256: str


def build_package(project: Path, target: Path, architecture: str) -> Manifest:
    """Write the package of the project into the folder `target`, and return its facts.

    Raises:
        ReleaseError: there can be none.
    """
    runtime = runtime_of(this_python(), project)
    target.mkdir(parents=True, exist_ok=True)
    # Written last: a manifest stands for a whole package.
    (target / MANIFEST).unlink(missing_ok=True)
    archive = target / ARCHIVE
    build_archive(project, archive, architecture, runtime)
    _write(target / GATEWAY, gateway_body(ROUTES))
    digest = hashlib.sha256(archive.read_bytes()).digest()
    manifest = Manifest(
        version=VERSION,
        archive=ARCHIVE,
        handler=HANDLER,
        authorizer_handler=AUTHORIZER_HANDLER,
        runtime=runtime,
        architecture=architecture,
        sha256=base64.b64encode(digest).decode(),
    )
    _write(target / MANIFEST, asdict(manifest))
    return manifest


def _write(path: Path, document: dict[str, Any]) -> None:
    path.write_text(json.dumps(document, indent=2) + "\n")
