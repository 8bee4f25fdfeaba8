"""The dashboard's files as browsers get them: below one folder, named by a digest of them all.

Any change gives the folder another name, so a browser may keep a file for good and never mixes old
files with new ones. Files name each other by relative paths and are served as they are on disk.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from pathlib import Path
from string import Template

FOLDER = Path(__file__).parent.parent / "dashboard"
PAGE = FOLDER / "index.html"

MEDIA_TYPES = {
    ".css": "text/css",
    ".js": "text/javascript",
    ".mjs": "text/javascript",
}


@dataclass(frozen=True)
class Asset:
    """A file of the dashboard."""

    media_type: str
    text: str


@dataclass(frozen=True)
class Assets:
    """The dashboard's files by their paths, such as `views/app.js`, and the digest of them all."""

    digest: str
    files: Mapping[str, Asset]


@lru_cache
def assets() -> Assets:
    """Return the files that the page refers to, read once."""
    return read_assets(FOLDER)


def read_assets(folder: Path) -> Assets:
    """Return the files in the folders of this one."""
    paths = [path for path in sorted(folder.glob("*/*")) if path.suffix in MEDIA_TYPES]
    files = {
        path.relative_to(folder).as_posix(): Asset(
            MEDIA_TYPES[path.suffix], path.read_text("utf-8")
        )
        for path in paths
    }
    digest = hashlib.sha256()
    for path, file in files.items():
        # A length before each part: no two sets of files have the same bytes.
        for part in (path.encode(), file.text.encode()):
            digest.update(b"%d:%b" % (len(part), part))
    return Assets(digest.hexdigest()[:12], files)


@lru_cache
def page(base_path: str, *metadata: tuple[str, str]) -> str:
    """Return the page of an API below this path, with these names and values as `meta` elements."""
    folder = escape(f"{base_path}/assets/{assets().digest}")
    metas = [f'<meta name="{escape(name)}" content="{escape(value)}">' for name, value in metadata]
    # Without these, the browser learns of a module only from the one that imports it.
    preloads = [
        f'<link rel="modulepreload" href="{folder}/{path}">'
        for path, file in assets().files.items()
        if file.media_type == "text/javascript"
    ]
    template = Template(PAGE.read_text("utf-8"))
    return template.substitute(assets=folder, head="\n".join([*metas, *preloads]))
