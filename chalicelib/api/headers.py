"""The headers of every answer, and what other sites may do with one."""

# An answer is data: no browser has to run, load, frame or guess anything of it.
SECURITY_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Strict-Transport-Security": "max-age=63072000",
    "Cache-Control": "no-store",
}

ALLOWED = ("Authorization", "Content-Type", "Idempotency-Key", "If-None-Match")
EXPOSED = ("ETag", "Idempotency-Replayed", "Location", "Retry-After", "X-Request-Id")


def cors_headers(origin: str) -> dict[str, str]:
    """Return what lets pages of this origin read an answer."""
    return {
        "Access-Control-Allow-Origin": origin,
        "Access-Control-Expose-Headers": ", ".join(EXPOSED),
        "Vary": "Origin",
    }


def preflight_headers(origin: str, methods: str) -> dict[str, str]:
    """Return what lets pages of this origin send a request; `methods` as in Allow."""
    return {
        **cors_headers(origin),
        "Access-Control-Allow-Methods": methods,
        "Access-Control-Allow-Headers": ", ".join(ALLOWED),
        "Access-Control-Max-Age": "7200",
    }
