"""The site of the documentation, as a hook of MkDocs (`make docs`).

The site has the folders of the repository, not only those below docs/. So README.md is its first
page, and a relative link leads to the same file on the site and in the repository.
"""

import hashlib
import logging
import re
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

# MkDocs counts the warnings of loggers below its own.
logger = logging.getLogger("mkdocs.hooks.docs_site")

ROOT = Path(__file__).parent.parent
# Pages, and what they show or link to. A page can link to other files only by their names, as code.
PAGES = ("*.md", "docs/**/*.md", "terraform/**/*.md")
LINKED = ("LICENSE", "docs/**/*.*", "terraform/modules/*/*.*", "terraform/environments/**/*.json")
# What a browser would load from another host as it shows a page.
FOREIGN = re.compile(
    r"<(?:script|img|source|iframe|link rel=\"?stylesheet\"?)\b[^>]*=\"?https?://[^>]*>"
)
# `python -m tools.diagrams` draws them.
DIAGRAM = re.compile(r"^```mermaid\n(.*?)^```$", re.MULTILINE | re.DOTALL)
EXTERNAL = re.compile(r"https?://[^\s)\"'<>`]+")


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Return the pages of the whole repository, by their paths in it, and the theme's own files."""
    theme = [file for file in files if file.src_dir != config.docs_dir]
    ours = [
        File(path.as_posix(), str(ROOT), config.site_dir, use_directory_urls=False)
        for path in paths(*PAGES, *LINKED)
    ]
    return Files([*theme, *ours])


def paths(*patterns: str) -> list[Path]:
    """Return the paths in the repository that match a pattern, without hidden folders."""
    found = {path.relative_to(ROOT) for pattern in patterns for path in ROOT.glob(pattern)}
    return sorted(path for path in found if not any(part.startswith(".") for part in path.parts))


def on_page_markdown(markdown: str, page: Any, **_: Any) -> str:
    """Return a page with the drawings of its diagrams; one that is not there is a dead link."""

    def drawn(found: re.Match[str]) -> str:
        name = hashlib.sha256(found[1].encode()).hexdigest()[:12]
        up = "../" * page.file.src_uri.count("/")
        return f"![Diagram]({up}docs/diagrams/{name}.svg)"

    return DIAGRAM.sub(drawn, markdown)


def on_post_page(output: str, page: Any, **_: Any) -> str:
    """Return the page as it is; warn of what it loads from other hosts."""
    for tag in FOREIGN.findall(output):
        logger.warning("%s loads from another host: %s", page.file.src_uri, tag)
    return output


def on_post_build(config: MkDocsConfig) -> None:
    """List the links to other sites: whether these answer is not for a build to decide."""
    links = {
        link.rstrip(".,;:")
        for page in paths(*PAGES)
        for link in EXTERNAL.findall((ROOT / page).read_text())
    }
    listed = Path(config.site_dir) / "external-links.txt"
    listed.write_text("".join(f"{link}\n" for link in sorted(links)))
    logger.info("%d links to other sites, not followed: %s", len(links), listed)
