"""The three files of a package: the Lambda's zip, the gateway's OpenAPI body and the manifest."""

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

# The handlers of the Lambda functions.
HANDLER = "app.app"
AUTHORIZER_HANDLER = "chalicelib.authorizer.authorize"
KEEPER_HANDLER = "chalicelib.keeper.keep"


@dataclass(frozen=True)
class Manifest:
    """The facts that Terraform needs; `sha256` is the archive's, in base64 as for Lambda."""

    version: str
    archive: str
    handler: str
    authorizer_handler: str
    keeper_handler: str
    runtime: str
    architecture: str
    sha256: str


def build_package(project: Path, target: Path, architecture: str) -> Manifest:
    """Write the package of the project into the folder `target`, and return its manifest.

    Raises:
        ReleaseError: the package cannot be built.
    """
    runtime = runtime_of(this_python(), project)
    target.mkdir(parents=True, exist_ok=True)
    # The manifest is written last: if it exists, the package is complete.
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
        keeper_handler=KEEPER_HANDLER,
        runtime=runtime,
        architecture=architecture,
        sha256=base64.b64encode(digest).decode(),
    )
    _write(target / MANIFEST, asdict(manifest))
    return manifest


def _write(path: Path, document: dict[str, Any]) -> None:
    path.write_text(json.dumps(document, indent=2) + "\n")
