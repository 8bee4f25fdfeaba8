"""The embedded AWS: moto's server in this process, provisioned like a deployment."""

import logging
import os
import socket

import boto3
from moto.core.config import default_user_config
from moto.moto_server.threaded_moto_server import ThreadedMotoServer

from local.emulator.catalog import all_fixes, install
from local.emulator.declaring import Fixes
from local.emulator.simulation import JOB_SECONDS, WAITS_ARE_SHORTER_BY

HOST = "127.0.0.1"
REGION = "us-east-1"

# Nothing of the user's own AWS configuration may leak into, or be used by, the embedded AWS.
ENVIRONMENT = {
    "AWS_ACCESS_KEY_ID": "local",
    "AWS_SECRET_ACCESS_KEY": "local",
    "AWS_DEFAULT_REGION": REGION,
    "AWS_REGION": REGION,
    "AWS_CONFIG_FILE": os.devnull,
    "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
    "AWS_EC2_METADATA_DISABLED": "true",
}
FOREIGN = ("AWS_PROFILE", "AWS_DEFAULT_PROFILE", "AWS_SESSION_TOKEN", "AWS_ENDPOINT_URL_")


class PortInUse(Exception):
    """Another program listens on the port."""


class EmbeddedAws:
    """moto's server, from `start` on. One a process: moto keeps its state in module globals.

    `fixes` are those in place, from `start` on.
    """

    fixes: Fixes

    def __init__(
        self,
        port: int = 0,
        job_seconds: float = JOB_SECONDS,
        waits_shorter_by: float = WAITS_ARE_SHORTER_BY,
    ) -> None:
        self._port = port
        self._job_seconds = job_seconds
        self._waits_shorter_by = waits_shorter_by

    def start(self) -> str:
        """Start the server, point boto3 in this process at it and return its URL.

        Raises:
            PortInUse: naming the port.
        """
        port = free_port(self._port)
        url = f"http://{HOST}:{port}"
        for name in [name for name in os.environ if name.startswith(FOREIGN)]:
            del os.environ[name]
        # moto's own calls, from a running state machine to Glue or SNS, go to MOTO_PORT.
        os.environ.update(ENVIRONMENT, MOTO_PORT=str(port), AWS_ENDPOINT_URL=url)
        logging.getLogger("werkzeug").setLevel(logging.ERROR)
        default_user_config["stepfunctions"] = {"execute_state_machine": True}
        self.fixes = install(all_fixes(self._job_seconds, self._waits_shorter_by))
        ThreadedMotoServer(ip_address=HOST, port=port, verbose=False).start()
        # Sessions are not thread-safe while they load their first client; parallel branches would.
        boto3.setup_default_session(region_name=REGION)
        boto3.client("sts").get_caller_identity()
        return url


def free_port(wanted: int) -> int:
    """Return the port if nothing listens on it; any free one for 0.

    Raises:
        PortInUse: something listens on it.
    """
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, wanted))
        except OSError as exc:
            raise PortInUse(f"port {wanted} of {HOST} cannot be used: {exc.strerror}") from exc
        port: int = probe.getsockname()[1]
        return port
