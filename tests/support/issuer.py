"""A small OpenID Connect issuer on this machine: its metadata, its keys, and its tokens."""

import json
import threading
import time
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

AUDIENCE = "refresh-api"


class FakeIssuer:
    """An issuer; `down` and `slow` make it fail as issuers do."""

    def __init__(self) -> None:
        self.down = False
        self.slow_seconds = 0.0
        self.drip_seconds = 0.0
        self.algorithm: str | None = "RS256"
        self.asked: list[str] = []
        self.named: str | None = None
        self.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.kid = "first"
        issuer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                issuer.asked.append(self.path)
                # A client that no longer waits has hung up.
                with suppress(ConnectionError):
                    self.answer()

            def answer(self) -> None:
                time.sleep(issuer.slow_seconds)
                document = issuer.documents().get(self.path)
                body = json.dumps(document).encode()
                self.send_response(503 if issuer.down or document is None else 200)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                for byte in body:
                    self.wfile.write(bytes([byte]))
                    time.sleep(issuer.drip_seconds)

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
        return {
            "/.well-known/openid-configuration": {
                "issuer": self.named or self.url,
                "jwks_uri": f"{self.url}/keys",
            },
            "/keys": {"keys": [{**public, "kid": self.kid, "use": "sig", **named}]},
        }

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
