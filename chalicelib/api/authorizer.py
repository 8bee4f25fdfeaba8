"""Who gets in: what API Gateway asks before it calls a route that is not open to all."""

from datetime import datetime, timezone
from typing import Any

from chalicelib.api.wiring import Wiring
from chalicelib.domain.access import NO_ROLE, Role, lacking
from chalicelib.errors import Unauthorized
from chalicelib.observability import logger
from chalicelib.services.authentication import authenticate

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


class CannotAuthorize(Exception):
    """Makes API Gateway answer AUTHORIZER_FAILURE. Lambda logs it, so it says nothing more."""

    def __init__(self) -> None:
        super().__init__("it is not known who calls; the line before says why")


def authorize_request(wiring: Wiring, token: str, method_arn: str) -> dict[str, Any]:
    """Return the policy of whoever sends this token.

    API Gateway keeps it for a while, for all that comes with the same token: it names every route
    and method that the role may use, whatever is requested now.

    Raises:
        GatewayUnauthorized: the token is not valid.
        CannotAuthorize: it cannot be checked.
    """
    try:
        now = datetime.now(timezone.utc)
        principal = authenticate(token, wiring.tokens, wiring.issuer, now)
    except Unauthorized as exc:
        logger().info("authentication failed", extra={"detail": str(exc)})
        raise GatewayUnauthorized from None
    except Exception:  # noqa: BLE001  # Lambda would log all of it
        logger().exception("authentication impossible")
        raise CannotAuthorize from None
    # arn:aws:execute-api:region:account:api/stage/method/path
    stage = "/".join(method_arn.split("/")[:2])
    allowed = [f"{stage}/{method}/*" for method in METHODS[principal.role]]
    logger().info("authenticated", extra={"principal": principal.name, "role": principal.role})
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
