"""API Gateway on this machine: Chalice's stand-in for it, answering as the deployed one does."""

import json
import threading
from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from cachetools import TTLCache
from chalice.app import Chalice, Response
from chalice.config import Config
from chalice.local import LocalGateway, LocalGatewayAuthorizer, LocalGatewayException

from chalicelib.api.authorizer import GatewayUnauthorized
from chalicelib.api.problems import CHALLENGE, PROBLEM_TYPE
from chalicelib.api.reading import METHOD_OVERRIDE
from chalicelib.api.response_headers import SECURITY_HEADERS, cors_headers, preflight_headers
from chalicelib.observability import logger
from gateway.answers import RESPONSES, RETRY_AFTER, filled, problem_document
from gateway.body import NO_METHOD, allowed_methods

# Of all headers together.
# https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html
MAX_HEADER_BYTES = 10_240
# How long what the authorizer says of a token is kept; deployed, Terraform says it.
AUTHORIZER_TTL_SECONDS = 1
TOKENS_KEPT = 1000
DENIED_MESSAGE = "User is not authorized to access this resource"


class GatewayRefusal(LocalGatewayException):
    """A request that API Gateway answers itself.

    With `kind`, by its answer to errors of this type, for which `context` has the variables.
    """

    def __init__(
        self,
        status: int,
        detail: str,
        kind: str | None = None,
        context: Mapping[str, str] | None = None,
        **headers: str,
    ) -> None:
        super().__init__({}, b"")
        self.status = status
        self.detail = detail
        self.extra = headers
        self._kind = kind
        self._context = context or {}

    def response(self, cors_origin: str | None) -> Response:
        """Return the answer, in the form that the deployed gateway gives it."""
        request_id = str(uuid4())
        headers = {"X-Request-Id": request_id, **SECURITY_HEADERS, **self.extra}
        if cors_origin:
            headers.update(cors_headers(cors_origin))
        if self.status in RETRY_AFTER:
            headers["Retry-After"] = str(RETRY_AFTER[self.status])
        if self.status == 401:
            headers["WWW-Authenticate"] = CHALLENGE
        if self._kind:
            document = filled(self._kind, {**self._context, "requestId": request_id})
        else:
            document = problem_document(self.status, self.detail, request_id)
        return Response(document, {"Content-Type": PROBLEM_TYPE, **headers}, self.status)


def refusal(
    kind: str, message: str = "", authorizer: Mapping[str, str] | None = None
) -> GatewayRefusal:
    """Return the gateway's answer to an error of this type.

    `message` is what the gateway says itself; `authorizer`, what its authorizer told of the caller.
    """
    status, detail = RESPONSES[kind]
    if status is None:
        raise ValueError(f"{kind} stands for errors of any status")
    told = {f"authorizer.{name}": value for name, value in (authorizer or {}).items()}
    said = {"error.message": message, "error.messageString": json.dumps(message)}
    return GatewayRefusal(status, detail, kind, {**said, **told})


class Gateway(LocalGateway):
    """The gateway; threads may share it."""

    def __init__(self, app: Chalice, config: Config, cors_origin: str | None) -> None:
        super().__init__(app, config)
        self.cors_origin = cors_origin
        self._token_authorizer = _Authorizer(app)

    def handle_request(
        self, method: str, path: str, headers: dict[str, str], body: bytes | None
    ) -> Any:
        """Return the app's answer.

        Raises:
            GatewayRefusal: the app was not asked.
        """
        if sum(len(name) + len(value) for name, value in headers.items()) > MAX_HEADER_BYTES:
            raise GatewayRefusal(431, f"All headers together are {MAX_HEADER_BYTES} at most.")
        context = self._generate_lambda_context()
        try:
            event = self._generate_lambda_event(method, path, headers, body)
        except ValueError:
            raise refusal("MISSING_AUTHENTICATION_TOKEN") from None
        asked = event["requestContext"]
        methods = self._app_object.routes[asked["resourcePath"]]
        sent, method = method, event["headers"].get(METHOD_OVERRIDE, method)
        if method == "OPTIONS" and self.cors_origin:
            allowed = preflight_headers(self.cors_origin, allowed_methods(methods))
            return {"statusCode": 204, "headers": allowed, "multiValueHeaders": {}, "body": None}
        if method not in methods:
            raise GatewayRefusal(405, NO_METHOD, Allow=allowed_methods(methods))
        asked["httpMethod"] = method
        return self._app_object(self._token_authorizer.let_in(sent, path, event, context), context)


class _Authorizer(LocalGatewayAuthorizer):
    """Asks the app's authorizer and keeps its answer, one for each token, for every route."""

    def __init__(self, app: Chalice) -> None:
        super().__init__(app)
        self._kept: TTLCache[str, Any] = TTLCache(TOKENS_KEPT, AUTHORIZER_TTL_SECONDS)
        self._lock = threading.Lock()

    def let_in(self, sent: str, raw_path: str, lambda_event: Any, lambda_context: Any) -> Any:
        """Return the event with who calls. `sent` is the method of the request line.

        AWS does not say which method its policy is asked about where a header names another one.
        Here it is the request line's, so that the view has to refuse by itself.

        Raises:
            GatewayRefusal: they may not, or it could not be found out.
        """
        route = self._route_for_event(lambda_event)
        if route is None or not route.authorizer:
            return lambda_event
        token = lambda_event["headers"].get("authorization")
        if not token:
            raise refusal("UNAUTHORIZED")
        arn = self._arn_builder.build_arn(sent, raw_path.partition("?")[0])
        with self._lock:
            answer = self._kept.get(token)
        if answer is None:
            answer = self._ask(route.authorizer, token, arn, lambda_context)
            with self._lock:
                self._kept[token] = answer
        if not self._check_can_invoke_view_function(arn, answer):
            raise refusal("ACCESS_DENIED", DENIED_MESSAGE, answer["context"])
        principal = {**answer["context"], "principalId": answer["principalId"]}
        lambda_event["requestContext"]["authorizer"] = principal
        return lambda_event

    @staticmethod
    def _ask(authorizer: Any, token: str, arn: str, context: Any) -> Any:
        event = {"type": "TOKEN", "authorizationToken": token, "methodArn": arn}
        try:
            return authorizer(event, context)
        except GatewayUnauthorized:
            raise refusal("UNAUTHORIZED") from None
        except Exception:  # noqa: BLE001  # all that a gateway knows is that its authorizer failed
            logger().exception("the authorizer failed")
            raise refusal("AUTHORIZER_FAILURE") from None
