"""A small OpenID Connect issuer on this machine: its metadata, its keys, and its tokens."""

import base64
import hashlib
import json
import secrets
import threading
import time
from contextlib import suppress
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from tests.support.waiting import HANG_SECONDS

AUDIENCE = "refresh-api"
CLIENT_ID = "refresh-dashboard"
DRIP_SECONDS = 0.02
MAX_DRIPS = round(HANG_SECONDS / DRIP_SECONDS)


@cache
def _first_key() -> rsa.RSAPrivateKey:
    """Return the key that issuers begin with, made once: that takes a tenth of a second."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


class FakeIssuer:
    """An issuer; `down`, and `answers` and `drips` cleared and set, make it fail as issuers do."""

    def __init__(self) -> None:
        self.down = False
        self.answers = threading.Event()  # cleared, it answers once it is set
        self.answers.set()
        self.drips = False  # a byte now and then, without an end
        self.algorithm: str | None = "RS256"
        self.asked: list[str] = []
        self.named: str | None = None
        self.key = _first_key()
        self.kid = "first"
        self.more_keys: list[dict[str, Any]] = []
        # By path, what it serves instead; of an object, only these members are other ones.
        self.odd: dict[str, Any] = {}
        # What was asked for with each code that is still good.
        self.codes: dict[str, dict[str, str]] = {}
        issuer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                issuer.asked.append(self.path)
                # A client that no longer waits has hung up.
                with suppress(ConnectionError):
                    self.answer()

            def answer(self) -> None:
                issuer.answers.wait(HANG_SECONDS)
                if self.path.startswith("/authorize?"):
                    self.send_response(302)
                    self.send_header("Location", issuer.authorized(urlsplit(self.path).query))
                    self.end_headers()
                    return
                documents = issuer.documents()
                found = not issuer.down and self.path in documents
                self.respond(200 if found else 503, documents.get(self.path))

            def do_POST(self) -> None:
                form = self.rfile.read(int(self.headers["Content-Length"])).decode()
                token = issuer.redeemed(dict(parse_qsl(form)))
                self.respond(200 if token else 400, {"access_token": token})

            def respond(self, status: int, document: Any) -> None:
                body = json.dumps(document).encode()
                self.send_response(status)
                self.send_header("Content-Length", str(len(body) + issuer.drips))
                self.send_header("Content-Type", "application/json")
                self.send_header("Access-Control-Allow-Origin", "*")
                self.end_headers()
                for _ in range(MAX_DRIPS):
                    if not issuer.drips:
                        break
                    self.wfile.write(b" ")
                    time.sleep(DRIP_SECONDS)
                self.wfile.write(body)

            def log_message(self, *_: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def documents(self) -> dict[str, Any]:
        """Return what it serves, by path."""
        public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key()))
        named = {"alg": self.algorithm} if self.algorithm else {}
        documents: dict[str, Any] = {
            "/.well-known/openid-configuration": {
                "issuer": self.named or self.url,
                "jwks_uri": f"{self.url}/keys",
                "authorization_endpoint": f"{self.url}/authorize",
                "token_endpoint": f"{self.url}/token",
            },
            "/keys": {
                "keys": [{**public, "kid": self.kid, "use": "sig", **named}, *self.more_keys]
            },
        }
        for path, odd in self.odd.items():
            whole = isinstance(odd, dict) and path != "/keys"
            documents[path] = {**documents[path], **odd} if whole else odd
        return documents

    def authorized(self, query: str) -> str:
        """Return where it sends a browser whose user has said yes, with a code."""
        asked = dict(parse_qsl(query))
        code = secrets.token_urlsafe()
        self.codes[code] = asked
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"

    def redeemed(self, form: dict[str, str]) -> str | None:
        """Return a token for a code, once, to whoever has the verifier that its challenge is of."""
        asked = self.codes.pop(form.get("code", ""), {})
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        good = (
            form.get("grant_type") == "authorization_code"
            and asked.get("code_challenge_method") == "S256"
            and asked.get("code_challenge") == challenge
            and asked.get("response_type") == "code"
            and asked.get("client_id") == form.get("client_id") == CLIENT_ID
            and asked.get("redirect_uri") == form.get("redirect_uri")
        )
        return self.token() if good else None

    def claims(self, **changed: Any) -> dict[str, Any]:
        """Return the claims of a good token for an operator; None takes one away."""
        now = int(time.time())
        claims = {
            "iss": self.url,
            "aud": AUDIENCE,
            "sub": "ann@example.com",
            "roles": ["operator"],
            "iat": now,
            "exp": now + 300,
            **changed,
        }
        return {name: value for name, value in claims.items() if value is not None}

    def token(self, **changed: Any) -> str:
        """Return a token that it signs, with its claims changed."""
        return jwt.encode(
            self.claims(**changed), self.key, algorithm="RS256", headers={"kid": self.kid}
        )

    def public_pem(self) -> bytes:
        """Return the public key, as everybody may know it."""
        return self.key.public_key().public_bytes(
            serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
        )

    def change_key(self) -> None:
        """Sign with a new key from now on, and forget the old one."""
        self.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.kid = f"{self.kid}-next"


def encoded(part: dict[str, Any]) -> str:
    """Return a part of a JWT."""
    return base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode()


def unsigned(issuer: FakeIssuer) -> str:
    """Return a token that nobody has signed."""
    return (
        f"{encoded({'alg': 'none', 'typ': 'JWT', 'kid': issuer.kid})}.{encoded(issuer.claims())}."
    )


def with_an_unknown_kid(issuer: FakeIssuer) -> str:
    """Return a token whose key the issuer does not have."""
    return jwt.encode(issuer.claims(), issuer.key, algorithm="RS256", headers={"kid": "unknown"})
