"""One process of the AWS provider for all commands of Terraform in a directory.

Terraform starts the provider anew for every walk through a configuration, two to four times a `run`
of `terraform test`, and each start costs half a second of CPU. A provider can also be started
beforehand, as for a debugger: https://developer.hashicorp.com/terraform/plugin/debugging
"""

import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from signal import SIGINT

from local.terraform import PROVIDER, Terraform

REATTACH = "TF_REATTACH_PROVIDERS"
PROGRAM = f".terraform/providers/{PROVIDER}/*/*/terraform-provider-aws*"


@contextmanager
def one_provider(terraform: Terraform, initialised: Terraform | None = None) -> Iterator[None]:
    """Let one process serve the commands meanwhile; the directory is initialised, or another one.

    It has Terraform's environment, and so the AWS that is named there.
    """
    (program,) = (initialised or terraform).directory.glob(PROGRAM)
    with subprocess.Popen(
        [program, "-debug"],
        # With a bundle it can be configured once, and no more. The embedded AWS has no certificate.
        env={**terraform.environment, "AWS_CA_BUNDLE": ""},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        assert process.stdout
        said = (re.search(rf"{REATTACH}='(.+)'", line) for line in process.stdout)
        try:
            terraform.environment[REATTACH] = next(found[1] for found in said if found)
            yield
        finally:
            terraform.environment.pop(REATTACH, None)
            process.send_signal(SIGINT)  # which makes it tidy up
