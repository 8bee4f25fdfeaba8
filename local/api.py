"""The API on this machine: the Chalice app behind Chalice's own stand-in for API Gateway."""

import json
import os
from contextlib import suppress
from functools import partial
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from threading import Thread
from typing import Any

from chalice.config import Config
from chalice.local import ChaliceRequestHandler, LocalGatewayException, create_local_server

from chalicelib.api.app import create_app
from chalicelib.api.wiring import Wiring
from local.aws import HOST, PortInUse
from local.gateway import Gateway, GatewayRefusal, refusal
from local.provisioning import Deployed

# Shorter than in a deployment: Glue runs last seconds here, not hours.
POLL_AFTER_SECONDS = 1
LIVE_CACHE_SECONDS = 0.2
TOKEN_CACHE_SECONDS = 1

# https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html
MAX_PAYLOAD_BYTES = 10_485_760
TOO_LONG = json.dumps({"message": "Request Too Long"})  # API Gateway's response is fixed

# Connections that may wait to be accepted. The system resets some of those above.
ACCEPT_QUEUE = 1024


class _Handler(ChaliceRequestHandler):
    # Head and body are two packets. With Nagle's algorithm, the second one would wait 40 ms for the
    # acknowledgement of the first.
    disable_nagle_algorithm = True
    local_gateway: Gateway

    def __init__(self, *connection: Any, gateway: Gateway) -> None:
        self.local_gateway = gateway
        BaseHTTPRequestHandler.__init__(self, *connection)

    def handle(self) -> None:
        """Handle the connection's requests; a client that disconnects is not an error."""
        with suppress(ConnectionError):
            super().handle()

    def do_POST(self) -> None:  # noqa: N802  # the name is the base class's
        """Refuse a body of unknown length: it would count as empty, and start a refresh."""
        length = self.headers.get("Content-Length", "0")
        if "Transfer-Encoding" in self.headers or not length.isdecimal():
            self._hang_up(411, "Send a Content-Length.")
        elif int(length) > MAX_PAYLOAD_BYTES:
            self.close_connection = True
            self._send_http_response(413, {"Connection": "close"}, TOO_LONG)
        else:
            self._generic_handle()

    # For every method: a header can turn it into a POST.
    do_GET = do_HEAD = do_OPTIONS = do_PUT = do_PATCH = do_DELETE = do_POST  # noqa: N815

    def __getattr__(self, name: str) -> Any:
        """Let the gateway answer methods that the base class does not know."""
        if name.startswith("do_"):
            return self._generic_handle
        raise AttributeError(name)

    def send_error(self, code: int, message: str | None = None, _: str | None = None) -> None:
        """Answer errors in the request line and the headers with a problem document."""
        self.request_version = "HTTP/1.1"
        self._hang_up(code, f"{message or HTTPStatus(code).phrase}.")

    def _hang_up(self, status: int, detail: str) -> None:
        self.close_connection = True
        self._send_error_response(GatewayRefusal(status, detail, Connection="close"))

    def _send_error_response(self, error: LocalGatewayException) -> None:
        known = error if isinstance(error, GatewayRefusal) else None
        refused = known or refusal("API_CONFIGURATION_ERROR")
        answer = refused.response(self.local_gateway.cors_origin)
        body = json.dumps(answer.body)
        self._send_http_response(answer.status_code, dict(answer.headers), body)

    def _send_http_response(
        self, code: int, headers: dict[str, Any], body: str | bytes | None
    ) -> None:
        """Send an answer. The answer to a HEAD has neither a body nor a Content-Length."""
        if self.command == "HEAD":
            self.send_response(code)
            self._send_headers(headers)
        else:
            super()._send_http_response(code, headers, body)

    def log_message(self, *args: Any) -> None:
        """Write no log: the app logs its requests."""


def environment_of(deployed: Deployed) -> dict[str, str]:
    """Return the environment variables of the API's function."""
    return {
        "ENVIRONMENT": deployed.environment,
        "STATE_MACHINE_ARN": deployed.state_machine_arn,
        "LOCK_TABLE_NAME": deployed.lock_table_name,
        "RECORDS_TABLE_NAME": deployed.records_table_name,
        "SCHEDULE_RULE_NAME": deployed.schedule_rule_name or "",
        "POLL_AFTER_SECONDS": str(POLL_AFTER_SECONDS),
        "LIVE_CACHE_SECONDS": str(LIVE_CACHE_SECONDS),
        "AUTHENTICATION": "token",
        "TOKEN_SECRET_ARN": deployed.token_secret_arn,
        "TOKEN_CACHE_SECONDS": str(TOKEN_CACHE_SECONDS),
    }


def serve_api(port: int, wiring: Wiring, log_level: str) -> str:
    """Serve the API in the background, with a thread for each connection, and return its URL.

    `port` 0 is any free one.

    Raises:
        PortInUse: the port cannot be used.
    """
    os.environ["POWERTOOLS_LOG_LEVEL"] = log_level
    app = create_app(wiring)
    config = Config.create()
    try:
        server = create_local_server(app, config, HOST, port).server
    except OSError as exc:
        raise PortInUse(f"port {port} of {HOST} cannot be used: {exc.strerror}") from exc
    gateway = Gateway(app, config, wiring.access_settings.cors_origin)
    server.RequestHandlerClass = partial(_Handler, gateway=gateway)
    server.socket.listen(ACCEPT_QUEUE)  # it listens already, but with a queue of 5
    Thread(target=server.serve_forever, daemon=True).start()
    return f"http://{HOST}:{server.server_address[1]}"
