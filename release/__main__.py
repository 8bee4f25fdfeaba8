"""`python -m release`: build the package that Terraform deploys, in `dist/`."""

import argparse
import sys
from importlib.util import find_spec
from pathlib import Path

from release import ReleaseError

ROOT = Path(__file__).parent.parent
TOOLS = ("chalice", "pip", "pydantic", "aws_lambda_powertools", "boto3")


def main() -> int:
    """Build the package, and return the exit code: 0 built, 2 not possible."""
    missing = [tool for tool in TOOLS if not find_spec(tool)]
    if missing:
        return _refuse(f"{', '.join(missing)} not installed; `make package` installs them")
    # Not before: both import the tools.
    from release.archive import ARCHITECTURES  # noqa: PLC0415
    from release.package import build_package  # noqa: PLC0415

    parser = argparse.ArgumentParser("python -m release", description=__doc__)
    parser.add_argument("--arch", choices=ARCHITECTURES, default=ARCHITECTURES[0])
    parser.add_argument("--output", type=Path, default=ROOT / "dist", metavar="FOLDER")
    options = parser.parse_args()
    try:
        manifest = build_package(ROOT, options.output, options.arch)
    except (ReleaseError, OSError) as exc:
        return _refuse(str(exc))
    size = (options.output / manifest.archive).stat().st_size / 1e6
    print(
        f"{options.output / manifest.archive}  {size:.1f} MB  "
        f"{manifest.runtime} {manifest.architecture}  {manifest.sha256}"
    )
    return 0


def _refuse(why: str) -> int:
    print(f"release: {why}", file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main())
