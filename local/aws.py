"""The embedded AWS: moto's server in this process."""

import logging
import os
import socket

import boto3
from moto.core.config import default_user_config
from moto.moto_server.threaded_moto_server import ThreadedMotoServer

from local.emulator.catalog import all_fixes, install
from local.emulator.declaring import Fixes
from local.emulator.simulation import JOB_SECONDS, WAIT_DIVISOR

HOST = "127.0.0.1"
REGION = "us-east-1"

# The embedded AWS must not use the user's own AWS configuration.
ENVIRONMENT = {
    "AWS_ACCESS_KEY_ID": "local",
    "AWS_SECRET_ACCESS_KEY": "local",
    "AWS_DEFAULT_REGION": REGION,
    "AWS_REGION": REGION,
    "AWS_CONFIG_FILE": os.devnull,
    "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
    "AWS_EC2_METADATA_DISABLED": "true",
}
REMOVED_PREFIXES = ("AWS_PROFILE", "AWS_DEFAULT_PROFILE", "AWS_SESSION_TOKEN", "AWS_ENDPOINT_URL_")


class PortInUse(Exception):
    """Another program listens on the port."""


class EmbeddedAws:
    """moto's server. There can be one per process: moto keeps its state in module globals.

    After `start`, `fixes` holds the installed fixes.
    """

    fixes: Fixes

    def __init__(
        self,
        port: int = 0,
        job_seconds: float = JOB_SECONDS,
        wait_divisor: float = WAIT_DIVISOR,
    ) -> None:
        self._port = port
        self._job_seconds = job_seconds
        self._wait_divisor = wait_divisor

    def start(self) -> str:
        """Start the server, point boto3 in this process at it and return its URL.

        Raises:
            PortInUse: the port cannot be used.
        """
        port = free_port(self._port)
        url = f"http://{HOST}:{port}"
        for name in [name for name in os.environ if name.startswith(REMOVED_PREFIXES)]:
            del os.environ[name]
        # moto's own calls, such as those of a state machine to Glue or SNS, go to MOTO_PORT.
        os.environ.update(ENVIRONMENT, MOTO_PORT=str(port), AWS_ENDPOINT_URL=url)
        logging.getLogger("werkzeug").setLevel(logging.ERROR)
        default_user_config["stepfunctions"] = {"execute_state_machine": True}
        self.fixes = install(all_fixes(self._job_seconds, self._wait_divisor))
        ThreadedMotoServer(ip_address=HOST, port=port, verbose=False).start()
        # A session is not thread-safe while it loads its first client, and parallel branches would
        # load it in several threads.
        boto3.setup_default_session(region_name=REGION)
        boto3.client("sts").get_caller_identity()
        return url


def free_port(wanted: int) -> int:
    """Return the port if it is free, or any free port for 0.

    Raises:
        PortInUse: the port cannot be used.
    """
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, wanted))
        except OSError as exc:
            raise PortInUse(f"port {wanted} of {HOST} cannot be used: {exc.strerror}") from exc
        port: int = probe.getsockname()[1]
        return port
