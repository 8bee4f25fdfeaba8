"""API Gateway on this machine: Chalice's local gateway, with the answers of the deployed one."""

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

# For all headers together.
# https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html
MAX_HEADER_BYTES = 10_240
# The authorizer's answers are cached by token. In a deployment, Terraform sets the TTL.
AUTHORIZER_TTL_SECONDS = 1
MAX_CACHED_TOKENS = 1000
DENIED_MESSAGE = "User is not authorized to access this resource"


class GatewayRefusal(LocalGatewayException):
    """An answer of API Gateway itself, without a call of the app.

    `kind` is the type of a gateway response, and `context` has its variables. Without `kind` the
    answer has this status and detail.
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
        """Return the answer as the deployed gateway sends it."""
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
    """Return the gateway response of this type.

    `message` is the gateway's own text, and `authorizer` the authorizer's context.
    """
    status, detail = RESPONSES[kind]
    if status is None:
        raise ValueError(f"{kind} is a default, which has no status")
    caller = {f"authorizer.{name}": value for name, value in (authorizer or {}).items()}
    error = {"error.message": message, "error.messageString": json.dumps(message)}
    return GatewayRefusal(status, detail, kind, {**error, **caller})


class Gateway(LocalGateway):
    """The gateway; it is thread-safe."""

    def __init__(self, app: Chalice, config: Config, cors_origin: str | None) -> None:
        super().__init__(app, config)
        self.cors_origin = cors_origin
        self._token_authorizer = _Authorizer(app)

    def handle_request(
        self, method: str, path: str, headers: dict[str, str], body: bytes | None
    ) -> Any:
        """Return the app's answer.

        Raises:
            GatewayRefusal: the gateway answers itself, without a call of the app.
        """
        if sum(len(name) + len(value) for name, value in headers.items()) > MAX_HEADER_BYTES:
            raise GatewayRefusal(
                431, f"All headers together must be at most {MAX_HEADER_BYTES} bytes."
            )
        context = self._generate_lambda_context()
        try:
            event = self._generate_lambda_event(method, path, headers, body)
        except ValueError:
            raise refusal("MISSING_AUTHENTICATION_TOKEN") from None
        request_context = event["requestContext"]
        methods = self._app_object.routes[request_context["resourcePath"]]
        sent_method, method = method, event["headers"].get(METHOD_OVERRIDE, method)
        if method == "OPTIONS" and self.cors_origin:
            allowed = preflight_headers(self.cors_origin, allowed_methods(methods))
            return {"statusCode": 204, "headers": allowed, "multiValueHeaders": {}, "body": None}
        if method not in methods:
            raise GatewayRefusal(405, NO_METHOD, Allow=allowed_methods(methods))
        request_context["httpMethod"] = method
        event = self._token_authorizer.authorize_method(sent_method, path, event, context)
        return self._app_object(event, context)


class _Authorizer(LocalGatewayAuthorizer):
    """Calls the app's authorizer, and caches its answer by token for all routes."""

    def __init__(self, app: Chalice) -> None:
        super().__init__(app)
        self._cache: TTLCache[str, Any] = TTLCache(MAX_CACHED_TOKENS, AUTHORIZER_TTL_SECONDS)
        self._lock = threading.Lock()

    def authorize_method(
        self, method: str, raw_path: str, lambda_event: Any, lambda_context: Any
    ) -> Any:
        """Return the event with the principal; `method` is that of the request line.

        AWS does not document which method its policy check uses if a header overrides the method.
        Here it is the request line's, so the view has to check the overriding one itself.

        Raises:
            GatewayRefusal: the caller is not authorized, or the authorizer failed.
        """
        route = self._route_for_event(lambda_event)
        if route is None or not route.authorizer:
            return lambda_event
        token = lambda_event["headers"].get("authorization")
        if not token:
            raise refusal("UNAUTHORIZED")
        arn = self._arn_builder.build_arn(method, raw_path.partition("?")[0])
        with self._lock:
            answer = self._cache.get(token)
        if answer is None:
            answer = self._call(route.authorizer, token, arn, lambda_context)
            with self._lock:
                self._cache[token] = answer
        if not self._check_can_invoke_view_function(arn, answer):
            raise refusal("ACCESS_DENIED", DENIED_MESSAGE, answer["context"])
        principal = {**answer["context"], "principalId": answer["principalId"]}
        lambda_event["requestContext"]["authorizer"] = principal
        return lambda_event

    @staticmethod
    def _call(authorizer: Any, token: str, arn: str, context: Any) -> Any:
        event = {"type": "TOKEN", "authorizationToken": token, "methodArn": arn}
        try:
            return authorizer(event, context)
        except GatewayUnauthorized:
            raise refusal("UNAUTHORIZED") from None
        except Exception:  # noqa: BLE001  # a gateway answers every failure of its authorizer alike
            logger().exception("the authorizer failed")
            raise refusal("AUTHORIZER_FAILURE") from None
