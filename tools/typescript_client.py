"""`python -m tools.typescript_client FOLDER`: what `make clients` generates and checks a client of.

It writes the API's OpenAPI document and the program of docs/guides/clients.md.
"""

import json
import re
import sys
from pathlib import Path

from chalicelib.api.app import ROUTES
from chalicelib.api.openapi import describe

GUIDE = Path(__file__).parent.parent / "docs" / "guides" / "clients.md"
PROGRAM = re.compile(r"^```ts\n(.*?)^```", re.MULTILINE | re.DOTALL)


def main(folder: Path) -> None:
    """Write openapi.json and refresh.ts into the folder."""
    (program,) = PROGRAM.findall(GUIDE.read_text())
    (folder / "openapi.json").write_text(json.dumps(describe(ROUTES, "/")))
    (folder / "refresh.ts").write_text(program)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
