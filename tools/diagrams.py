"""`python -m tools.diagrams`: draw the Mermaid diagrams of the pages into docs/diagrams.

GitHub draws such a diagram itself. The site shows the drawing, so it loads no code for that. A
file's name is the digest of its diagram, so that a test finds a drawing that is out of date.
"""

import base64
import hashlib
import re
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

from tests.support.browser import chromium
from tests.support.process import ROOT
from tests.support.sources import files

DRAWINGS = ROOT / "docs" / "diagrams"
BLOCK = re.compile(r"^```mermaid\n(.*?)^```$", re.MULTILINE | re.DOTALL)
PACKAGE = "mermaid@11.16.0"
SHA512 = "Zvm3kbstgdpvIJPPItlL7fppIZ3kibvc1oZIGxdvk9t6UFz6flv+Jw7FtRGKwfcI8OckmH04LqG6LlS6X4B1pA=="
DRAW = """async ([name, text]) => {
    mermaid.initialize({startOnLoad: false, theme: "neutral", htmlLabels: false,
                        deterministicIds: true, flowchart: {htmlLabels: false}});
    return (await mermaid.render(name, text)).svg;
}"""


def diagrams() -> dict[str, str]:
    """Return all diagrams of the pages, by the digest of each."""
    pages = [path.read_text() for path in files() if path.suffix == ".md"]
    found = [text for page in pages for text in BLOCK.findall(page)]
    return {hashlib.sha256(text.encode()).hexdigest()[:12]: text for text in found}


def mermaid() -> str:
    """Return Mermaid's code, from the registry that npm is configured for.

    Raises:
        SystemExit: the registry has another package of this name and version.
    """
    with tempfile.TemporaryDirectory() as folder:
        command = ["npm", "pack", PACKAGE, "--silent", "--pack-destination", folder]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)  # noqa: S603
        (archive,) = Path(folder).glob("*.tgz")
        digest = base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode()
        if digest != SHA512:
            raise SystemExit(f"{PACKAGE} is not the package that is known: {digest}")
        with tarfile.open(archive) as package:
            code = package.extractfile("package/dist/mermaid.min.js")
            return code.read().decode() if code else ""


def main() -> int:
    """Draw all diagrams, remove old drawings, and print the names."""
    found = diagrams()
    DRAWINGS.mkdir(exist_ok=True)
    for path in DRAWINGS.glob("*.svg"):
        if path.stem not in found:
            path.unlink()
    with chromium() as browser:
        page = browser.new_page()
        page.add_script_tag(content=mermaid())
        for name, text in found.items():
            drawing: str = page.evaluate(DRAW, [f"d{name}", text])
            # Dark letters need a light ground, whatever the reader's colours are.
            drawing = drawing.replace('style="', 'style="background-color: #fff; ', 1)
            path = DRAWINGS / f"{name}.svg"
            path.write_text(f"{drawing}\n")
            print(path.relative_to(ROOT))
    return 0


if __name__ == "__main__":
    sys.exit(main())
