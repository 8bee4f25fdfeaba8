"""The dashboard: a page that holds no data, and its files. The page calls the API itself."""

from chalice.app import Response
from pydantic import BaseModel, ConfigDict

from chalicelib.api.assets import MEDIA_TYPES, assets, page
from chalicelib.api.operation import Call, Operation, Routes, Tag
from chalicelib.api.request_models import NoQuery
from chalicelib.api.response_headers import PAGE_OPENER_POLICY, page_policy
from chalicelib.errors import NotFound

routes = Routes(Tag.DASHBOARD)

HTML_TYPE = "text/html"
A_YEAR_SECONDS = 31_536_000


class AnyQuery(BaseModel):
    """Any query: an issuer adds its own parameters when it sends somebody back."""

    model_config = ConfigDict(extra="ignore")


@routes.add(
    "GET",
    "/",
    Operation(
        "getDashboard",
        "The dashboard",
        answer=None,
        media_types=(HTML_TYPE,),
        query=AnyQuery,
        asks_aws=False,
        role=None,
    ),
)
def dashboard(call: Call[None, AnyQuery]) -> Response:
    """Return the page. Browsers ask for it every time, so it always names the current files."""
    client = call.wiring.access_settings.page_client
    metadata = [(f"oidc-{name}", value) for name, value in (client or {}).items()]
    return Response(
        page(call.base_path, *metadata),
        {
            "Content-Type": f"{HTML_TYPE}; charset=utf-8",
            "Cache-Control": "no-cache",
            "Content-Security-Policy": page_policy(client["issuer"] if client else None),
            "Cross-Origin-Opener-Policy": PAGE_OPENER_POLICY,
        },
    )


@routes.add(
    "GET",
    "/assets/{digest}/{folder}/{file}",
    Operation(
        "getAsset",
        "A file of the dashboard; the path has a digest of all its files",
        answer=None,
        media_types=tuple(sorted(set(MEDIA_TYPES.values()))),
        asks_aws=False,
        role=None,
        problems=(NotFound,),
    ),
)
def asset(_: Call[None, NoQuery], digest: str, folder: str, file: str) -> Response:
    """Return a file that browsers may keep for good: after any change its path is another."""
    found = assets().files.get(f"{folder}/{file}") if digest == assets().digest else None
    if not found:
        raise NotFound("the dashboard has no such file")
    return Response(
        found.text,
        {
            "Content-Type": f"{found.media_type}; charset=utf-8",
            "Cache-Control": f"public, max-age={A_YEAR_SECONDS}, immutable",
        },
    )
