"""Calls of the emulator by its own process, without a connection. Its answers stay the same."""

import logging
import sys
from collections.abc import Callable
from email.utils import formatdate
from io import BytesIO
from typing import Any
from urllib.parse import SplitResult, urlsplit

from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from moto.core.botocore_stubber import MockRawResponse
from urllib3 import HTTPHeaderDict
from werkzeug.exceptions import InternalServerError
from werkzeug.test import run_wsgi_app

from local.emulator.declaring import Fix, Kind, Replacement

Send = Callable[[Any, AWSPreparedRequest], AWSResponse]

# The applications that servers of this process serve, by host and port.
_served: dict[str, Any] = {}


def _make_server(original: Callable[..., Any]) -> Callable[..., Any]:
    def make_server(host: str, port: int, app: Any, *more: Any, **named: Any) -> Any:
        server = original(host, port, app, *more, **named)
        # The tasks of a state machine call localhost.
        for name in (host, "localhost"):
            _served[f"{name}:{server.server_address[1]}"] = app
        return server

    return make_server


def _send(original: Send) -> Send:
    def send(self: Any, request: AWSPreparedRequest) -> AWSResponse:
        url = urlsplit(request.url)
        app = _served.get(url.netloc)
        body = request.body.encode() if isinstance(request.body, str) else request.body or b""
        # A call by JSON or by a form. Others may send or get a stream.
        is_plain = (request.method, url.path, url.query) == ("POST", "/", "")
        if app and is_plain and isinstance(body, bytes) and not request.stream_output:
            return _response(app, request, url, body)
        return original(self, request)

    return send


def _response(app: Any, request: AWSPreparedRequest, url: SplitResult, body: bytes) -> AWSResponse:
    environ: dict[str, Any] = {
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": BytesIO(body),
        "wsgi.input_terminated": True,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
        "REQUEST_METHOD": "POST",
        "SCRIPT_NAME": "",
        "PATH_INFO": "/",
        "QUERY_STRING": "",
        "REQUEST_URI": "/",
        "RAW_URI": "/",
        "REMOTE_ADDR": url.hostname,
        "SERVER_NAME": url.hostname,
        "SERVER_PORT": str(url.port),
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": url.netloc,
        "HTTP_ACCEPT_ENCODING": "identity",
        **{_key(name): _text(value) for name, value in request.headers.items() if "_" not in name},
        "CONTENT_LENGTH": str(len(body)),
    }
    try:
        content, status, headers = run_wsgi_app(app, environ, buffered=True)
    except Exception:
        # The server answers in the same way, and boto3 tries again.
        logging.getLogger(__name__).exception("the emulator failed")
        content, status, headers = run_wsgi_app(InternalServerError(), environ, buffered=True)
    # The server would add the time; AWS does, too.
    told: Any = HTTPHeaderDict([*headers.items(), ("Date", formatdate(usegmt=True))])
    raw = MockRawResponse(b"".join(content))
    return AWSResponse(request.url, int(status.split()[0]), told, raw)


def _key(header: str) -> str:
    key = header.upper().replace("-", "_")
    return key if key == "CONTENT_TYPE" else f"HTTP_{key}"


def _text(value: str | bytes) -> str:
    return value.decode("latin-1") if isinstance(value, bytes) else str(value)


CALLS_OF_ITS_OWN_PROCESS_NEED_NO_CONNECTION = Fix(
    name="calls_of_its_own_process_need_no_connection",
    kind=Kind.SPEED,
    service="all",
    moto=(
        "A call from the emulator's own process goes through a socket and another thread. That "
        "takes as long as the answer itself."
    ),
    aws=(
        "botocore hands the call to the server's application, and gets its answer. The timeouts of "
        "botocore do not apply to such a call."
    ),
    replacements=(
        Replacement("moto.moto_server.threaded_moto_server", "make_server", _make_server),
        Replacement("botocore.httpsession:URLLib3Session", "send", _send),
    ),
)
