"""Calls of the emulator by its own process, without a connection. Its answers stay the same."""

from collections.abc import Callable, Iterable
from email.utils import formatdate
from io import BytesIO
from typing import Any
from urllib.parse import SplitResult, urlsplit

from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from moto.core.botocore_stubber import MockRawResponse
from urllib3 import HTTPHeaderDict

from local.emulator.declaring import Fix, Kind, Replacement

Send = Callable[[Any, AWSPreparedRequest], AWSResponse]
Server = Any
Wsgi = Callable[[dict[str, Any], Callable[..., object]], Iterable[bytes]]

# The servers of this process, by their ports.
_served: dict[int, Wsgi] = {}


def _make_server(original: Callable[..., Server]) -> Callable[..., Server]:
    def make_server(host: str, port: int, app: Wsgi, *more: Any, **named: Any) -> Server:
        server = original(host, port, app, *more, **named)
        _served[server.server_address[1]] = app
        return server

    return make_server


def _send(original: Send) -> Send:
    def send(self: Any, request: AWSPreparedRequest) -> AWSResponse:
        url = urlsplit(request.url)
        app = _served.get(url.port or 0)
        body = request.body.encode() if isinstance(request.body, str) else request.body or b""
        # A call by JSON or by a form. Others may send or get a stream.
        is_plain = request.method == "POST" and url.path == "/" and not request.stream_output
        if app and is_plain and isinstance(body, bytes):
            return _answer(app, request, url, body)
        return original(self, request)

    return send


def _answer(app: Wsgi, request: AWSPreparedRequest, url: SplitResult, body: bytes) -> AWSResponse:
    environ: dict[str, Any] = {
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": BytesIO(body),
        "wsgi.input_terminated": True,
        "wsgi.multithread": True,
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
        **{_key(name): _text(value) for name, value in request.headers.items()},
        "CONTENT_LENGTH": str(len(body)),
    }
    begun: list[Any] = []
    answer = app(environ, lambda status, told, *_: begun.extend((status, told)))
    content = b"".join(answer)
    status, told = begun
    # The server would add the time; AWS does, too.
    headers: Any = HTTPHeaderDict([*told, ("Date", formatdate(usegmt=True))])
    return AWSResponse(request.url, int(status.split()[0]), headers, MockRawResponse(content))


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
    aws="botocore hands the call to the server's application, and gets its answer.",
    replacements=(
        Replacement("moto.moto_server.threaded_moto_server", "make_server", _make_server),
        Replacement("botocore.httpsession:URLLib3Session", "send", _send),
    ),
)
