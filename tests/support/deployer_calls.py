"""The calls with which Terraform's AWS provider deploys, as IAM names them.

An embedded AWS writes down each request of the provider. `actions` reads the names of the calls
from the requests, by botocore's models of the services.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from io import BytesIO
from pathlib import Path
from threading import Lock
from typing import Any, cast
from urllib.parse import parse_qs

import botocore.session
from moto.moto_server.werkzeug_app import DomainDispatcherApplication

# Only the provider says so of itself, not the tests and not the state machines.
PROVIDER = "Terraform"
SIGNED_FOR = re.compile(r"Credential=[^/]+/\d+/[\w-]*/(?P<service>[\w-]+)/aws4_request")

# The names of services for IAM and for botocore, where requests are signed for another one.
IAM_NAMES = {"monitoring": "cloudwatch"}
BOTOCORE_NAMES = {"monitoring": "cloudwatch", "states": "stepfunctions"}
# IAM's actions of the API Gateway are the methods of HTTP.
# https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonapigatewaymanagement.html
BY_METHOD = "apigateway"

# What the backend's calls take. A key that is not there is a 404 only for who may list the bucket.
# https://developer.hashicorp.com/terraform/language/backend/s3#permissions-required
OF_OBJECTS = {"GET": "GetObject", "HEAD": "GetObject", "PUT": "PutObject", "DELETE": "DeleteObject"}

Request = dict[str, str]
App = Callable[[dict[str, Any], Any], Iterable[bytes]]


def record(file: Path) -> None:
    """Let the server of this process add each request of the provider to a file, as JSON."""
    answered, lock = cast("App", DomainDispatcherApplication.__call__), Lock()

    def answer(self: Any, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        if PROVIDER in environ.get("HTTP_USER_AGENT", ""):
            body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
            environ["wsgi.input"] = BytesIO(body)
            with lock, file.open("a") as opened:
                opened.write(json.dumps(_request(environ, body)) + "\n")
        return answered(self, environ, start_response)  # type: ignore[call-arg]

    DomainDispatcherApplication.__call__ = answer


def _request(environ: dict[str, Any], body: bytes) -> Request:
    signed = SIGNED_FOR.search(environ.get("HTTP_AUTHORIZATION", ""))
    assert signed, environ["PATH_INFO"]
    form = environ.get("CONTENT_TYPE", "").startswith("application/x-www-form-urlencoded")
    return {
        "service": signed["service"],
        "method": environ["REQUEST_METHOD"],
        "path": environ["PATH_INFO"],
        "target": environ.get("HTTP_X_AMZ_TARGET", "").rpartition(".")[2],
        "action": parse_qs(body.decode())["Action"][0] if form else "",
    }


def actions(file: Path) -> set[str]:
    """Return the actions of IAM that the written requests take."""
    return {_action(json.loads(line)) for line in file.read_text().splitlines()}


def _action(request: Request) -> str:
    service = request["service"]
    return f"{IAM_NAMES.get(service, service)}:{_operation(request)}"


def _operation(request: Request) -> str:
    if request["service"] == BY_METHOD:
        return request["method"]
    if request["service"] == "s3":
        with_key = request["path"].strip("/").count("/") > 0
        return OF_OBJECTS[request["method"]] if with_key else "ListBucket"
    if named := request["target"] or request["action"]:
        return named
    # RPC v2: https://smithy.io/2.0/additional-specs/protocols/smithy-rpc-v2.html
    if "/operation/" in request["path"]:
        return request["path"].rpartition("/")[2]
    (found,) = {
        name
        for name, method, path in _of_rest(request["service"])
        if method == request["method"] and path.fullmatch(request["path"])
    }
    return found


@cache
def _of_rest(service: str) -> list[tuple[str, str, re.Pattern[str]]]:
    return list(_operations(BOTOCORE_NAMES.get(service, service)))


def _operations(service: str) -> Iterator[tuple[str, str, re.Pattern[str]]]:
    model = botocore.session.get_session().get_service_model(service)
    for name in model.operation_names:
        http = model.operation_model(name).http
        path = re.escape(http["requestUri"].partition("?")[0])
        path = re.sub(r"\\{\w+\\\+\\}", ".+", path)
        path = re.sub(r"\\{\w+\\}", "[^/]+", path)
        yield name, http["method"], re.compile(path + "/?")
