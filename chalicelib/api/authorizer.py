"""Who gets in: what API Gateway asks before it calls a route that is not open to all.

A Lambda of its own, from the same package: `app.py` and its middleware do not run here.
"""

from datetime import datetime, timezone
from typing import Any

from chalice.app import AuthRequest, Blueprint

from chalicelib.bootstrap import access
from chalicelib.domain.access import NO_ROLE, Role, lacking
from chalicelib.errors import RefreshError, Unauthorized
from chalicelib.observability import logger
from chalicelib.services.authenticating import authenticate

routes = Blueprint(__name__)

# Of every route: a GET or HEAD reads, and everything else changes something.
METHODS: dict[Role | None, tuple[str, ...]] = {
    None: (),
    Role.VIEWER: ("GET", "HEAD"),
    Role.OPERATOR: ("GET", "HEAD", "POST", "PUT"),
}


class GatewayUnauthorized(Exception):
    """Makes API Gateway answer 401: it knows the message.

    https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-use-lambda-authorizer.html
    """

    def __init__(self) -> None:
        super().__init__("Unauthorized")


@routes.authorizer(name="authorizer")
def authorize(request: AuthRequest) -> dict[str, Any]:
    """Return the policy of whoever sends this token.

    API Gateway keeps it for a while, for all that comes with the same token: it names every route
    and method that the role may use, whatever was asked for now.

    Raises:
        GatewayUnauthorized: nobody is known by this token.
        RefreshError: that cannot be found out; the gateway answers AUTHORIZER_FAILURE.
    """
    try:
        tokens, issuer = access()
        principal = authenticate(request.token, tokens, issuer, datetime.now(timezone.utc))
    except Unauthorized as exc:
        logger().info("turned away", extra={"detail": str(exc)})
        raise GatewayUnauthorized from None
    except RefreshError as exc:
        logger().error("cannot tell who calls", extra={"detail": str(exc)})
        raise
    # arn:aws:execute-api:region:account:api/stage/method/path
    stage = "/".join(request.method_arn.split("/")[:2])
    allowed = [f"{stage}/{method}/*" for method in METHODS[principal.role]]
    logger().info("known", extra={"principal": principal.name, "role": principal.role})
    return {
        "principalId": principal.name,
        # A policy that allows nothing must say so: API Gateway takes none without a resource.
        "policyDocument": {
            "Version": "2012-10-17",
            "Statement": [
                {
                    "Action": "execute-api:Invoke",
                    "Effect": "Allow" if allowed else "Deny",
                    "Resource": allowed or [f"{stage}/*"],
                }
            ],
        },
        "context": context_of(principal.role),
    }


def context_of(role: Role | None) -> dict[str, str]:
    """Return what the function is told, and the gateway tells whoever may not."""
    if role is Role.OPERATOR:
        return {"role": role}
    required = Role.OPERATOR if role else Role.VIEWER
    return {"role": role or NO_ROLE, "required_role": required, "lacking": lacking(role)}
