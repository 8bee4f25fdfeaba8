"""The API without a server: the gateway's stand-in is called in this process."""

import json
from collections.abc import Callable, Mapping
from io import BytesIO
from typing import Any

import requests
from chalice.config import Config
from chalice.local import LocalChalice
from requests.structures import CaseInsensitiveDict

from chalicelib.api.app import create_app
from chalicelib.api.wiring import Wiring
from local.gateway import Gateway, GatewayRefusal
from tests.support.client import Api

URL = "http://in-process"


def gateway_of(wiring: Wiring) -> Gateway:
    """Return the gateway before the app that is made of a wiring."""
    app = create_app(wiring)
    # So that threads have a request each, as in the local server.
    app.__class__ = type("ThreadedApp", (LocalChalice, app.__class__), {})
    return Gateway(app, Config.create(), wiring.access_settings.cors_origin)


class InProcessApi(Api):
    """Calls of the API behind a gateway; answers are as a server would send them."""

    def __init__(
        self,
        gateway: Gateway,
        token: str | None,
        wait_for_end: Callable[[str], object] = lambda _: None,
    ) -> None:
        super().__init__(URL, token, wait_for_end)
        self._gateway = gateway

    def with_token(self, token: str | None) -> "InProcessApi":
        """Return the same API, called with another token, or with none."""
        return InProcessApi(self._gateway, token, self._wait_for_end)

    def call(
        self, method: str, path: str, headers: Mapping[str, str | bytes] | None = None, **more: Any
    ) -> requests.Response:
        """Return the answer to any request; `more` is as for `requests.request`."""
        sent = {**self.headers, **(headers or {})}
        request = requests.Request(method, self.url + path, headers=sent, **more).prepare()
        return self._send(request, str(request.path_url))

    def get_raw(self, path: str) -> requests.Response:
        """Return the answer to a GET of exactly this path, dots and all."""
        return self._send(requests.Request("GET", self.url, headers=self.headers).prepare(), path)

    def _send(self, request: requests.PreparedRequest, path: str) -> requests.Response:
        method = str(request.method)
        body = request.body.encode() if isinstance(request.body, str) else request.body
        given = {name.lower(): _text(value) for name, value in request.headers.items()}
        try:
            answered = self._gateway.handle_request(method, path, given, body)
        except GatewayRefusal as refusal:
            refused = refusal.response(self._gateway.cors_origin)
            answered = {
                "statusCode": refused.status_code,
                "headers": refused.headers,
                # What the gateway itself says to a HEAD, no client gets to see.
                "body": None if method == "HEAD" else json.dumps(refused.body),
            }
        response = requests.Response()
        response.status_code = answered["statusCode"]
        response.headers = CaseInsensitiveDict(answered["headers"])
        response.request = request
        response.url = str(request.url)
        response.encoding = "utf-8"
        response.raw = BytesIO((answered["body"] or "").encode())
        return response


def _text(value: str | bytes) -> str:
    return value.decode("latin-1") if isinstance(value, bytes) else value
