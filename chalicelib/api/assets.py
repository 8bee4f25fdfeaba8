"""The dashboard's files as browsers get them: under names that tell their contents.

A file that changes gets another name, and so does every file that refers to it, up to the page:
what a browser keeps of an older one is never mixed with a newer one. No build is needed for it.
"""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from pathlib import Path

FOLDER = Path(__file__).parent.parent / "dashboard"
PAGE = FOLDER / "index.html"

MEDIA_TYPES = {
    ".css": "text/css",
    ".js": "text/javascript",
    ".mjs": "text/javascript",
    ".svg": "image/svg+xml",
}

# How one module names another. Libraries name each other as packages, not by their paths.
REFERENCE = re.compile(r"""(\b(?:from|import|URL\()\s*)"(\.{1,2}/[^"]+|preact)\"""")
PACKAGES = {"preact": "vendor/preact.mjs"}
LINK = re.compile(r'\b(href|src)="([^"]+)"')
PRELOADS = "<!-- preloads -->"


@dataclass(frozen=True)
class Asset:
    """A file of the page; `name` holds a hash of its text."""

    name: str
    media_type: str
    text: str


@lru_cache
def assets() -> Mapping[str, Asset]:
    """Return all files of the page by the names that they are asked for."""
    return {asset.name: asset for asset in _made().values()}


@lru_cache
def page(base_path: str, *told: tuple[str, str]) -> str:
    """Return the page, for an API below this path; it is told these names and values."""
    made = _made()

    def url(asset: Asset) -> str:
        return escape(f"{base_path}/assets/{asset.name}")

    def link(found: re.Match[str]) -> str:
        return f'{found[1]}="{url(made[found[2]])}"'

    # Modules name others that name others: without this, each level waits for the one before.
    preloads = [
        f'<link rel="modulepreload" href="{url(asset)}">'
        for asset in made.values()
        if asset.media_type == "text/javascript"
    ]
    metas = [f'<meta name="{escape(name)}" content="{escape(value)}">' for name, value in told]
    linked = LINK.sub(link, PAGE.read_text("utf-8"))
    return linked.replace(PRELOADS, "\n".join([*metas, *preloads]))


@lru_cache
def _made() -> Mapping[str, Asset]:
    """Return the files by their paths in the folder, each after those that it refers to."""
    made: dict[str, Asset] = {}

    def make(path: str, referring: tuple[str, ...]) -> Asset:
        if path in referring:
            raise ValueError(f"{' → '.join((*referring, path))}: files that refer to each other")
        if path not in made:
            text = REFERENCE.sub(
                lambda found: (
                    f'{found[1]}"./{make(_target(path, found[2]), (*referring, path)).name}"'
                ),
                (FOLDER / path).read_text("utf-8"),
            )
            made[path] = _asset(path, text)
        return made[path]

    for file in sorted(FOLDER.rglob("*")):
        if file.suffix in MEDIA_TYPES:
            make(file.relative_to(FOLDER).as_posix(), ())
    return made


def _target(path: str, reference: str) -> str:
    if reference in PACKAGES:
        return PACKAGES[reference]
    return (FOLDER / path).parent.joinpath(reference).resolve().relative_to(FOLDER).as_posix()


def _asset(path: str, text: str) -> Asset:
    stem, suffix = path.replace("/", "-").rsplit(".", 1)
    digest = hashlib.sha256(text.encode()).hexdigest()[:12]
    return Asset(f"{stem}.{digest}.{suffix}", MEDIA_TYPES[f".{suffix}"], text)
