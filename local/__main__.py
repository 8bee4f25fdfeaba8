"""`python -m local`: run the whole control plane on this machine, without AWS and Docker."""

import argparse
import logging
import os
import signal
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NoReturn

from rich.console import Console

from chalicelib.bootstrap import Environment
from local.api import environment_of, serve_api
from local.aws import HOST, PortInUse, free_port
from local.demo import run_refresh, show_mails
from local.deployment import add_options, read_deployment
from local.embedded_aws import EmbeddedAws
from local.garbage import without_garbage_collection
from local.keeper import start_keeper
from local.pipeline import PipelineInvalid
from local.provisioning import TOKENS, provision
from local.simulated import JOB_SECONDS
from local.terraform import TerraformFailed, TerraformMissing, find_terraform
from local.values import ValuesInvalid
from release import ReleaseError

LAST_PORT = 65535
DAY_SECONDS = 86400
MAIL_POLL_SECONDS = 0.5


def main(arguments: Sequence[str] | None = None) -> int:
    """Run, and return the exit code: 0 success, 1 the refresh failed, 2 it could not start."""
    options = _options(arguments)
    console = Console()
    with TemporaryDirectory() as workspace, without_garbage_collection():
        try:
            deployment = read_deployment(options.values, options.pipeline)
            if options.terraform:
                find_terraform()
            # moto logs a traceback for every failure of a step, even for a simulated one.
            logging.getLogger("moto").setLevel(logging.CRITICAL)
            logging.getLogger("localstack").setLevel(logging.CRITICAL)
            aws_url = EmbeddedAws(options.aws_port, options.job_seconds).start()
            port = free_port(options.port)
            refresh_url = f"http://{HOST}:{port}"
            if options.terraform:
                # Not before: this import takes a second.
                from local.applying import apply_deployment  # noqa: PLC0415

                deployed = apply_deployment(deployment, aws_url, refresh_url, Path(workspace))
            else:
                deployed = provision(refresh_url, deployment)
            wiring = Environment(os.environ | environment_of(deployed))
            api = serve_api(port, wiring, "INFO" if options.no_demo else "WARNING")
            start_keeper(deployed.keeper_rule_name, wiring.keep_records)
        except PortInUse as exc:
            return _refuse(f"{exc}; choose another port with --port or --aws-port")
        except (
            *(PipelineInvalid, ValuesInvalid),
            *(TerraformMissing, TerraformFailed, ReleaseError),
        ) as exc:
            return _refuse(str(exc))
    console.print(f"API           {api}")
    console.print(f"dashboard     {api}/")
    console.print(f"embedded AWS  {aws_url}")
    for role, token in TOKENS.items():
        console.print(f"{role:<13} Authorization: Bearer {token}")
    try:
        if not options.no_demo:
            succeeded = run_refresh(api, deployed.queue_url, console)
            if options.once:
                return 0 if succeeded else 1
        console.print("Serving; press Ctrl-C to stop.")
        # From here on Ctrl-C sets an event: an exception inside a library's callback would be lost.
        stopped = threading.Event()
        signal.signal(signal.SIGINT, lambda *_: stopped.set())
        while not stopped.wait(MAIL_POLL_SECONDS):
            show_mails(deployed.queue_url, console)
    except KeyboardInterrupt:
        pass
    console.print("Stopped.")
    return 0


def _refuse(why: str) -> int:
    print(f"local: {why}", file=sys.stderr)
    return 2


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        """Print the error in one line, like every other reason not to start."""
        self.exit(2, f"local: {message}; see --help\n")


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = _Parser("python -m local", description=__doc__, allow_abbrev=False)
    parser.add_argument(
        "--port", type=_port, default=8000, help="port of the API (default %(default)s; 0: any)"
    )
    parser.add_argument(
        "--aws-port", type=_port, default=0, help="port of the embedded AWS (default: any)"
    )
    parser.add_argument(
        "--job-seconds",
        type=_seconds,
        default=JOB_SECONDS,
        help="seconds that a Glue run takes (default %(default)s)",
    )
    parser.add_argument(
        "--terraform", action="store_true", help="provision with Terraform, as for a deployment"
    )
    add_options(parser)
    demo = parser.add_mutually_exclusive_group()
    demo.add_argument(
        "--once", action="store_true", help="exit after one refresh: 0 if it succeeded, else 1"
    )
    demo.add_argument("--no-demo", action="store_true", help="serve, but start no refresh")
    return parser.parse_args(arguments)


def _port(text: str) -> int:
    port = int(text) if text.isdecimal() else -1
    if not 0 <= port <= LAST_PORT:
        raise argparse.ArgumentTypeError(f'"{text}" is no port: a number from 0 to {LAST_PORT}')
    return port


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = -1
    if not 0 <= seconds <= DAY_SECONDS:
        raise argparse.ArgumentTypeError(f'"{text}" is no duration: 0 to {DAY_SECONDS} seconds')
    return seconds


if __name__ == "__main__":
    sys.exit(main())
