"""The headers of every answer: security and CORS."""

from urllib.parse import urlsplit

# An answer is data: browsers must not run, frame or sniff it.
SECURITY_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Strict-Transport-Security": "max-age=63072000",
    "Cache-Control": "no-store",
}

# The page runs its own files and calls its own API, and nothing else. Where the browser has Trusted
# Types, HTML made from text is an error.
PAGE_POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "connect-src": "'self'",
    "base-uri": "'none'",
    "form-action": "'none'",
    "frame-ancestors": "'none'",
    "require-trusted-types-for": "'script'",
    "trusted-types": "'none'",
}

# Neither who opened the page nor whom it opens can reach into it. The answer of the sign-in window
# comes over a BroadcastChannel, which needs no such tie.
PAGE_OPENER_POLICY = "same-origin"

ALLOWED = ("Authorization", "Content-Type", "Idempotency-Key", "If-None-Match")
EXPOSED = (
    *("Age", "ETag", "Idempotency-Replayed", "Location", "Retry-After", "X-As-Of"),
    *("X-Request-Id", "X-Role"),
)


def page_policy(issuer: str | None = None) -> str:
    """Return the Content-Security-Policy of the dashboard, which may also call the issuer."""
    policy = dict(PAGE_POLICY)
    if issuer:
        url = urlsplit(issuer)
        policy["connect-src"] += f" {url.scheme}://{url.netloc}"
    return "; ".join(f"{name} {value}" for name, value in policy.items())


def cors_headers(origin: str) -> dict[str, str]:
    """Return the headers that let pages of this origin read an answer."""
    return {
        "Access-Control-Allow-Origin": origin,
        "Access-Control-Expose-Headers": ", ".join(EXPOSED),
        "Vary": "Origin",
    }


def preflight_headers(origin: str, methods: str) -> dict[str, str]:
    """Return the headers that let pages of this origin send a request; `methods` as in Allow."""
    return {
        **cors_headers(origin),
        "Access-Control-Allow-Methods": methods,
        "Access-Control-Allow-Headers": ", ".join(ALLOWED),
        "Access-Control-Max-Age": "7200",
    }
