"""An AWS that answers as it is told to: a server on loopback, for what the emulator never does."""

import json
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any

from tests.support.waiting import HANG_SECONDS, POLL_INTERVAL_SECONDS


class FaultyAws:
    """What the server answers, and what it was asked."""

    def __init__(self) -> None:
        self.answers = Event()  # cleared, it answers once it is set
        self.reset()

    def reset(self) -> None:
        """Answer every call at once, with nothing."""
        self.status = 200
        self.body = b"{}"
        self.script: list[Any] = []  # documents to answer with first
        self.by_call: dict[str, Any] = {}  # documents to answer calls of this name with
        self.before_answering: Callable[[], None] = lambda: None
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self.answers.set()

    def refuse(self, code: str, status: int = 400, message: str = "told to") -> None:
        """Answer every call with this error."""
        self.status = status
        self.body = json.dumps({"__type": code, "message": message}).encode()


@contextmanager
def faulty_aws() -> Iterator[tuple[FaultyAws, str]]:
    """Serve, and give the answers to set and the URL."""
    faulty = FaultyAws()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            call = self.headers["X-Amz-Target"].split(".")[1]
            faulty.calls.append((call, asked))
            faulty.before_answering()
            faulty.answers.wait(HANG_SECONDS)
            status, body = faulty.status, faulty.body
            if faulty.script:
                status, body = 200, json.dumps(faulty.script.pop(0)).encode()
            elif call in faulty.by_call:
                status, body = 200, json.dumps(faulty.by_call[call]).encode()
            # A client that no longer waits has hung up.
            with suppress(ConnectionError):
                self.send_response(status)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

        def log_message(self, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, args=(POLL_INTERVAL_SECONDS,), daemon=True).start()
    try:
        yield faulty, f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()


def closed_port() -> int:
    """Return a port on which nothing listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
