"""The API of a deployment that Terraform has applied, in a process of its own, until stdin ends.

The process has the variables of the function; its argument is the log level.
"""

import os
import sys

from chalicelib.bootstrap import Environment
from local.api import serve_api


def main(log_level: str) -> None:
    print(serve_api(0, Environment(os.environ), log_level), flush=True)
    sys.stdin.read()


if __name__ == "__main__":
    main(sys.argv[1])
