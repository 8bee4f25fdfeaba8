"""Pages of one other site may call, where the deployment says so; of no other."""

from local.provisioning import Deployed
from tests.support.client import Api
from tests.support.deployments import api_of

ORIGIN = "https://ops.example.com"
PREFLIGHT = {
    "Origin": ORIGIN,
    "Access-Control-Request-Method": "POST",
    "Access-Control-Request-Headers": "authorization, content-type, idempotency-key",
}


def test_the_configured_origin_may_call_and_no_other(deployed: Deployed) -> None:
    api = api_of(deployed, CORS_ORIGIN=ORIGIN)
    preflight = api.with_token(None).call("OPTIONS", "/refresh", PREFLIGHT)
    assert preflight.status_code == 204
    assert preflight.headers["Access-Control-Allow-Origin"] == ORIGIN
    assert preflight.headers["Access-Control-Allow-Methods"] == "POST"
    allowed = preflight.headers["Access-Control-Allow-Headers"].lower()
    assert set(PREFLIGHT["Access-Control-Request-Headers"].split(", ")) <= set(allowed.split(", "))
    for answer in (
        api.get("/executions", Origin=ORIGIN),
        api.get("/executions", Origin="https://evil.example"),
        api.get("/executions/none", Origin=ORIGIN),
        # These the gateway answers itself.
        api.with_token(None).get("/executions", Origin=ORIGIN),
        api.with_token("local-viewer").post("/refresh", {}, Origin=ORIGIN),
        api.get("/no/route", Origin=ORIGIN),
    ):
        assert answer.headers["Access-Control-Allow-Origin"] == ORIGIN
        assert "Origin" in answer.headers["Vary"]
        assert "Access-Control-Allow-Credentials" not in answer.headers
        assert "ETag" in answer.headers["Access-Control-Expose-Headers"]


def test_no_other_site_may_call_by_default(api: Api) -> None:
    preflight = api.with_token(None).call("OPTIONS", "/refresh", PREFLIGHT)
    assert preflight.status_code == 405
    for answer in (preflight, api.get("/executions", Origin=ORIGIN)):
        assert not [name for name in answer.headers if name.startswith("Access-Control")]
