"""A stand-in for AWS that answers at once, so that what is measured is the caller's own time.

It tells of the same executions to all who ask. Its table keeps what it is given and checks no
condition.
"""

import json
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

RECORDED = Path(__file__).parent.parent / "tests" / "fixtures" / "histories" / "retried.json"
EXECUTIONS = 20
STATE_MACHINE = "arn:aws:states:us-east-1:123456789012:stateMachine:refresh"

Document = dict[str, Any]


class CannedAws:
    """Step Functions and DynamoDB, and how often each operation was called."""

    def __init__(self) -> None:
        recorded = json.loads(RECORDED.read_text())
        self.calls: Counter[str] = Counter()
        self._definition = json.dumps(recorded["definition"])
        self._executions = dict(_executions(recorded["execution"]))
        self._events = _events(recorded["events"])
        self._items: dict[str, Document] = {}
        self._operations: dict[str, Callable[[Document], Document]] = {
            "AWSStepFunctions.ListExecutions": self._list,
            "AWSStepFunctions.DescribeExecution": self._describe,
            "AWSStepFunctions.GetExecutionHistory": lambda _: {"events": self._events},
            "AWSStepFunctions.DescribeStateMachineForExecution": self._state_machine,
            "DynamoDB_20120810.GetItem": self._get,
            "DynamoDB_20120810.BatchGetItem": self._get_batch,
            "DynamoDB_20120810.PutItem": self._put,
            "DynamoDB_20120810.UpdateItem": self._update,
            "DynamoDB_20120810.Query": self._query,
        }

    @property
    def listed(self) -> list[Document]:
        """The executions as ListExecutions tells them."""
        return [
            {name: text for name, text in execution.items() if name != "input"}
            for execution in self._executions.values()
        ]

    def answer(self, target: str, body: Document) -> Document:
        """Return what AWS answers to this operation."""
        self.calls[target.rpartition(".")[2]] += 1
        return self._operations[target](body)

    def _list(self, _: Document) -> Document:
        return {"executions": self.listed}

    def _describe(self, body: Document) -> Document:
        return self._executions[body["executionArn"]]

    def _state_machine(self, _: Document) -> Document:
        return {
            "stateMachineArn": STATE_MACHINE,
            "name": "refresh",
            "definition": self._definition,
            "roleArn": "arn:aws:iam::123456789012:role/refresh",
            "updateDate": 0,
        }

    def _get(self, body: Document) -> Document:
        item = self._items.get(_key(body["Key"]))
        return {"Item": item} if item else {}

    def _get_batch(self, body: Document) -> Document:
        responses = {
            table: [item for key in asked["Keys"] if (item := self._items.get(_key(key)))]
            for table, asked in body["RequestItems"].items()
        }
        return {"Responses": responses, "UnprocessedKeys": {}}

    def _put(self, body: Document) -> Document:
        self._items[_key(body["Item"])] = body["Item"]
        return {}

    def _update(self, body: Document) -> Document:
        item = self._items.setdefault(_key(body["Key"]), {**body["Key"]})
        names, values = body.get("ExpressionAttributeNames", {}), body["ExpressionAttributeValues"]
        assigned, _, removed = body["UpdateExpression"].removeprefix("SET ").partition(" REMOVE ")
        for part in assigned.split(", "):
            name, value = part.split(" = ")
            item[names.get(name, name)] = values[value]
        item.pop(names.get(removed, removed), None)
        return {}

    def _query(self, body: Document) -> Document:
        items = [
            {name: value for name, value in item.items() if name != "document"}
            for item in self._items.values()
            if "placed" in item
        ]
        items.sort(key=lambda item: str(item["placed"]["S"]), reverse=not body["ScanIndexForward"])
        return {"Items": items, "Count": len(items)}


@contextmanager
def served(aws: CannedAws) -> Iterator[str]:
    """Serve it on this machine, and give its URL."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            text = json.dumps(aws.answer(self.headers["X-Amz-Target"], body)).encode()
            # One packet: the client would wait for the second of two.
            head = (
                "HTTP/1.1 200 OK\r\nContent-Type: application/x-amz-json-1.0\r\n"
                f"Date: {formatdate(usegmt=True)}\r\nx-amz-crc32: {zlib.crc32(text)}\r\n"
                f"Content-Length: {len(text)}\r\n\r\n"
            )
            self.wfile.write(head.encode() + text)

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def _key(item: Document) -> str:
    return str(item["name"]["S"])


def _executions(recorded: Document) -> Iterator[tuple[str, Document]]:
    """Yield one recorded execution on many days, newest first."""
    start, stop = (datetime.fromisoformat(recorded[name]) for name in ("startDate", "stopDate"))
    for day in range(EXECUTIONS):
        name = f"manual-{day:02}"
        arn = f"{STATE_MACHINE.replace(':stateMachine:', ':execution:')}:{name}"
        back = timedelta(days=day)
        yield (
            arn,
            {
                "executionArn": arn,
                "stateMachineArn": STATE_MACHINE,
                "name": name,
                "status": recorded["status"],
                "startDate": (start - back).timestamp(),
                "stopDate": (stop - back).timestamp(),
                "input": recorded["input"],
            },
        )


def _events(recorded: list[Document]) -> list[Document]:
    return [
        {**event, "timestamp": datetime.fromisoformat(event["timestamp"]).timestamp()}
        for event in recorded
    ]
