"""An embedded AWS whose answers are recorded and repeated, each after a set time.

So the time of a request is that of its round trips, and not of the emulator's work. The first call
of a kind is answered by the emulator. It runs in a process of its own, until its stdin ends.
"""

import asyncio
import json
import os
import sys
from asyncio import StreamReader, StreamWriter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.client import HTTPConnection
from subprocess import PIPE, Popen
from urllib.parse import urlsplit

from local.api import environment_of
from local.aws import ENVIRONMENT, HOST
from local.garbage import without_garbage_collection
from local.provisioning import provision
from tests.support.bare_aws import quick_aws
from tests.support.process import ROOT

ANSWER_SECONDS = 0.03
# What is written has another name, or another time, with each call.
WRITES = ("PutItem", "StartExecution")


@contextmanager
def slow_aws(table_seconds: float = ANSWER_SECONDS) -> Iterator[dict[str, str]]:
    """Have this process call such an AWS, and give the environment of the API's function.

    Its tables answer after `table_seconds`, everything else after `ANSWER_SECONDS`.
    """
    command = (sys.executable, "-m", "tests.support.slow_aws", str(table_seconds))
    with Popen(command, cwd=ROOT, stdin=PIPE, stdout=PIPE, text=True) as process:
        assert process.stdin
        assert process.stdout
        told = json.loads(process.stdout.readline())
        os.environ.update(ENVIRONMENT, AWS_ENDPOINT_URL=told["url"])
        yield told["variables"]
        process.stdin.close()


class _Recorded:
    """The answers of the embedded AWS at `url`, by what was asked."""

    def __init__(self, url: str, table_seconds: float) -> None:
        self._url = url
        self._table_seconds = table_seconds
        self._answers: dict[tuple[str, bytes], bytes] = {}

    async def serve(self, reader: StreamReader, writer: StreamWriter) -> None:
        """Answer the calls of one connection."""
        loop = asyncio.get_running_loop()
        with suppress(asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError):
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode()
                lines = (line.partition(": ") for line in head.strip().split("\r\n")[1:])
                headers = {name.lower(): value for name, _, value in lines}
                body = await reader.readexactly(int(headers["content-length"]))
                began = loop.time()
                call = headers["x-amz-target"]
                of_a_table = call.startswith("DynamoDB")
                seconds = self._table_seconds if of_a_table else ANSWER_SECONDS
                key = call, b"" if call.endswith(WRITES) else body
                if key not in self._answers:
                    self._answers[key] = await asyncio.to_thread(self._ask, headers, body)
                await asyncio.sleep(began + seconds - loop.time())
                writer.write(self._answers[key])
        writer.close()

    def _ask(self, headers: dict[str, str], body: bytes) -> bytes:
        connection = HTTPConnection(urlsplit(self._url).netloc)
        connection.request("POST", "/", body, headers)
        answer = connection.getresponse()
        text = answer.read()
        status = f"HTTP/1.1 {answer.status} {answer.reason}"
        return f"{status}\r\nContent-Length: {len(text)}\r\n\r\n".encode() + text


async def _serve(url: str, variables: dict[str, str], table_seconds: float) -> None:
    server = await asyncio.start_server(_Recorded(url, table_seconds).serve, HOST, 0)
    port = server.sockets[0].getsockname()[1]
    told = {"url": f"http://{HOST}:{port}", "variables": variables}
    sys.stdout.write(f"{json.dumps(told)}\n")
    sys.stdout.flush()
    await asyncio.to_thread(sys.stdin.read)


def main(table_seconds: float) -> None:
    """Serve, and print the URL and the environment of the API's function as JSON."""
    with without_garbage_collection():
        url = quick_aws().start()
        asyncio.run(_serve(url, environment_of(provision(url)), table_seconds))


if __name__ == "__main__":
    main(float(sys.argv[1]))
