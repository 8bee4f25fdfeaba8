"""An embedded AWS in a process of its own, with Glue jobs and nothing else, until stdin ends."""

import sys

from local.aws import EmbeddedAws
from local.provisioning import create_jobs
from local.values import ENVIRONMENTS, read_values

JOB_SECONDS = 0.2


def main() -> None:
    url = EmbeddedAws(job_seconds=JOB_SECONDS).start()
    for environment in ("dev", "prod"):
        values = read_values(ENVIRONMENTS / environment / "terraform.tfvars.json")
        create_jobs(values["job_names"].values())
    print(url, flush=True)
    sys.stdin.read()


if __name__ == "__main__":
    main()
