"""An embedded AWS in a process of its own, with Glue jobs and nothing else, until stdin ends.

It writes the requests of Terraform's AWS provider to the file that its argument names.
"""

import sys
from pathlib import Path

from local.embedded_aws import EmbeddedAws
from local.garbage import without_garbage_collection
from local.provisioning import create_jobs
from local.values import ENVIRONMENTS, read_values
from tests.support.deployer_calls import record


def quick_aws() -> EmbeddedAws:
    """Return an embedded AWS on which nothing lasts longer than it has to, to be seen going on."""
    return EmbeddedAws(job_seconds=0.2, wait_divisor=600)


def main(requests: Path) -> None:
    record(requests)
    with without_garbage_collection():
        url = quick_aws().start()
        for environment in ("dev", "prod"):
            values = read_values(ENVIRONMENTS / environment / "terraform.tfvars.json")
            create_jobs(values["job_names"].values())
    print(url, flush=True)
    sys.stdin.read()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
