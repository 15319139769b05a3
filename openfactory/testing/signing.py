"""Signing ID tokens, rightly and wrongly."""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from typing import Any, cast

from joserfc.jwk import ECKey, JWKRegistry, OKPKey, RSAKey
from joserfc.jws import JWSRegistry
from joserfc.util import urlsafe_b64encode

_KINDS: dict[str, tuple[str, str | int]] = {
    "RS256": ("RSA", 2048),
    "PS256": ("RSA", 2048),
    "ES256": ("EC", "P-256"),
    "ES384": ("EC", "P-384"),
    "ES256K": ("EC", "secp256k1"),
    "EdDSA": ("OKP", "Ed25519"),
    "Ed25519": ("OKP", "Ed25519"),
}


class Signer:
    """A new key for one algorithm, of a size in bits for RSA. `published` is its public half, with an id."""

    def __init__(self, algorithm: str, size: int | None = None) -> None:
        self.algorithm = algorithm
        kind, usual = _KINDS[algorithm]
        self._key = cast(RSAKey | ECKey | OKPKey, JWKRegistry.generate_key(kind, size or usual))
        self.published: dict[str, Any] = {
            **self._key.as_dict(private=False),
            "kid": secrets.token_hex(4),
            "use": "sig",
        }

    def signed(self, claims: dict[str, Any], *, broken: bool = False) -> str:
        """A token; a broken one is signed by a key that nobody has published."""
        key = JWKRegistry.generate_key(*_KINDS[self.algorithm]) if broken else self._key
        content = _content({"alg": self.algorithm, "kid": self.published.get("kid"), "typ": "JWT"}, claims)
        signature = JWSRegistry.algorithms[self.algorithm].sign(content, key)
        return (content + b"." + urlsafe_b64encode(signature)).decode()

    def signed_with_public_key(self, claims: dict[str, Any]) -> str:
        """The classic forgery: the public key as an HMAC's secret, for verifiers that let a token choose."""
        public = self._key.as_pem(private=False)
        content = _content({"alg": "HS256", "kid": self.published.get("kid"), "typ": "JWT"}, claims)
        signature = hmac.digest(public, content, "sha256")
        return (content + b"." + urlsafe_b64encode(signature)).decode()

    def half_hash(self, access_token: str) -> str:
        """The claim at_hash (OpenID Connect Core 1.0, section 3.1.3.6)."""
        bits = "512" if self.algorithm in ("EdDSA", "Ed25519") else self.algorithm[2:5]
        digest = hashlib.new(f"sha{bits}", access_token.encode()).digest()
        return urlsafe_b64encode(digest[: len(digest) // 2]).decode()


def _content(header: dict[str, Any], claims: dict[str, Any]) -> bytes:
    header = {name: value for name, value in header.items() if value is not None}
    return b".".join(urlsafe_b64encode(json.dumps(part).encode()) for part in (header, claims))
