"""An embedded AWS in a process of its own, with Glue jobs and nothing else, until stdin ends."""

import sys

from local.aws import EmbeddedAws
from local.deployment import ENVIRONMENTS, read_values
from local.provisioning import create_jobs

JOB_SECONDS = 0.2


def main() -> None:
    url = EmbeddedAws(job_seconds=JOB_SECONDS).start()
    for environment in ("dev", "prod"):
        create_jobs(read_values(ENVIRONMENTS / environment / "terraform.tfvars.json"))
    print(url, flush=True)
    sys.stdin.read()


if __name__ == "__main__":
    main()
