"""The embedded AWS: moto's server in this process."""

import logging
import os

import boto3
from moto.core.config import default_user_config
from moto.moto_server.threaded_moto_server import ThreadedMotoServer

from local.aws import ENVIRONMENT, HOST, REGION, REMOVED_PREFIXES, free_port
from local.emulator.catalog import all_fixes, install
from local.emulator.declaring import Fixes
from local.simulated import JOB_SECONDS, WAIT_DIVISOR


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
