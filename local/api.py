"""The API on this machine: the Chalice app behind Chalice's own stand-in for API Gateway."""

import os
from contextlib import suppress
from functools import partial
from threading import Thread
from typing import Any
from uuid import uuid4

from chalice.app import Response
from chalice.config import Config
from chalice.local import ChaliceRequestHandler, LocalGatewayException, create_local_server

from app import app
from chalicelib.api import problems
from chalicelib.errors import NotFound
from local.aws import HOST, PortInUse
from local.provisioning import Deployed

# Glue runs of a few seconds want to be looked at more often than those of hours.
POLL_AFTER_SECONDS = 1
LIVE_CACHE_SECONDS = 0.2


class _Handler(ChaliceRequestHandler):
    # Head and body leave as two packets; unsent, the second waits 40 ms for the first's receipt.
    disable_nagle_algorithm = True

    def handle(self) -> None:
        """Take a client that hangs up for what it is."""
        with suppress(ConnectionError):
            super().handle()

    def do_POST(self) -> None:  # noqa: N802  # the name is the base class's
        """Refuse a body of unknown length; it would be taken for none, and start a refresh."""
        length = self.headers.get("Content-Length", "0")
        if "Transfer-Encoding" in self.headers or not length.isdecimal():
            self.close_connection = True
            self._refuse(problems.of_status(411, "send a Content-Length", str(uuid4())))
        else:
            self._generic_handle()

    def _send_error_response(self, error: LocalGatewayException) -> None:
        """Say of a path that is no route what the deployed gateway says: 404, as a problem."""
        request_id = error.headers["x-amzn-RequestId"]
        path = self.path.partition("?")[0]
        self._refuse(problems.of_error(NotFound(f"{path} is no route"), request_id))

    def _refuse(self, problem: Response) -> None:
        self._send_http_response(problem.status_code, problem.headers, problem.body)

    def log_message(self, *args: Any) -> None:
        """Leave the log to the app."""


def serve_api(port: int, deployed: Deployed, log_level: str) -> str:
    """Serve the API in the background, a thread a connection, and return its URL.

    `port` 0 is any free one.

    Raises:
        PortInUse: naming the port.
    """
    os.environ.update(
        STATE_MACHINE_ARN=deployed.state_machine_arn,
        LOCK_TABLE_NAME=deployed.lock_table_name,
        SCHEDULE_RULE_NAME=deployed.schedule_rule_name or "",
        POLL_AFTER_SECONDS=str(POLL_AFTER_SECONDS),
        LIVE_CACHE_SECONDS=str(LIVE_CACHE_SECONDS),
        POWERTOOLS_LOG_LEVEL=log_level,
    )
    config = Config.create()
    try:
        server = create_local_server(app, config, HOST, port).server
    except OSError as exc:
        raise PortInUse(f"port {port} of {HOST} cannot be used: {exc.strerror}") from exc
    server.RequestHandlerClass = partial(_Handler, app_object=app, config=config)
    Thread(target=server.serve_forever, daemon=True).start()
    return f"http://{HOST}:{server.server_address[1]}"
