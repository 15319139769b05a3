"""An OpenID Connect issuer on loopback: real keys, real checks, and misbehaviour on demand."""

from __future__ import annotations

import json
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Literal

from joserfc.util import urlsafe_b64encode

from openfactory.core import clock
from openfactory.core.oidc import Provider
from openfactory.testing.github import GitHub, github
from openfactory.testing.grants import Grant, Grants, approve
from openfactory.testing.signing import Signer
from openfactory.testing.web import Answer, Ask, web_server

__all__ = ["Fault", "GitHub", "Issuer", "approve", "github", "issuer"]

Fault = Literal[
    "nonce", "no nonce", "audience", "audience with azp", "audiences without azp", "azp", "issuer", "expired",
    "future", "at_hash", "no subject", "alg none", "alg HS256", "signature", "other subject", "metadata issuer",
    "no id token",
]  # fmt: skip
"""What is wrong with the next ID tokens (or the metadata, or the userinfo) of an issuer."""


@dataclass
class Issuer:
    """Who signs in next, and how the issuer behaves from now on.

    `email_by`: whether address and name stand in the ID token or at the userinfo endpoint.
    `auth_methods`: how a client may authenticate. `metadata`: members of the discovery document to replace.
    `paths`: what was asked for, in order.
    """

    signer: Signer
    url: str = ""
    grants: Grants = field(default_factory=Grants)
    user: dict[str, Any] = field(
        default_factory=lambda: {
            "sub": "user-1",
            "email": "ann@example.com",
            "email_verified": True,
            "name": "Ann Archer",
            "picture": "https://pictures.example.com/ann.png",
        }
    )
    faults: set[Fault] = field(default_factory=set)
    email_by: Literal["id_token", "userinfo"] = "id_token"
    auth_methods: list[str] = field(default_factory=lambda: ["client_secret_basic", "client_secret_post"])
    metadata: dict[str, Any] = field(default_factory=dict)
    paths: list[str] = field(default_factory=list)
    _access_tokens: set[str] = field(default_factory=set)

    def provider(self, name: str = "acme") -> Provider:
        """This issuer as a client is told of it."""
        return Provider(
            name=name,
            issuer=self.url,
            client_id=self.grants.client_id,
            client_secret=self.grants.client_secret,
        )

    def rotate_keys(self) -> None:
        """Sign with a new key, and publish only that."""
        self.signer = Signer(self.signer.algorithm)

    def answer(self, ask: Ask) -> Answer:
        """Answer one request."""
        self.paths.append(ask.path)
        match ask.method, ask.path:
            case "GET", "/.well-known/openid-configuration":
                return Answer.json(self._metadata())
            case "GET", "/keys":
                return Answer.json({"keys": [self.signer.published]})
            case "GET", "/authorize":
                return self.grants.authorize(ask)
            case "POST", "/token":
                return self._token(ask)
            case "GET", "/userinfo":
                return self._userinfo(ask)
        return Answer.json({"error": "not_found"}, 404)

    def _metadata(self) -> dict[str, Any]:
        return {
            "issuer": "https://other.example.com" if "metadata issuer" in self.faults else self.url,
            "authorization_endpoint": f"{self.url}/authorize",
            "token_endpoint": f"{self.url}/token",
            "jwks_uri": f"{self.url}/keys",
            "userinfo_endpoint": f"{self.url}/userinfo",
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": [self.signer.algorithm],
            "token_endpoint_auth_methods_supported": self.auth_methods,
            "code_challenge_methods_supported": ["S256"],
            **self.metadata,
        }

    def _token(self, ask: Ask) -> Answer:
        by = "client_secret_basic" if "Authorization" in ask.headers else "client_secret_post"
        grant = self.grants.redeem(ask) if by in self.auth_methods else "invalid_client"
        if isinstance(grant, str):
            return Answer.json({"error": grant}, 401 if grant == "invalid_client" else 400)
        token = secrets.token_urlsafe(16)
        self._access_tokens.add(token)
        reply = {"access_token": token, "token_type": "Bearer", "expires_in": 300}
        if "no id token" not in self.faults:
            reply["id_token"] = self._id_token(grant, token)
        return Answer.json(reply)

    def _userinfo(self, ask: Ask) -> Answer:
        if ask.headers.get("Authorization", "").removeprefix("Bearer ") not in self._access_tokens:
            return Answer.json({"error": "invalid_token"}, 401)
        return Answer.json({**self.user, **({"sub": "user-2"} if "other subject" in self.faults else {})})

    def _id_token(self, grant: Grant, access_token: str) -> str:
        now = int(clock.now().timestamp())
        profile = self.user if self.email_by == "id_token" else {"sub": self.user["sub"]}
        claims = {
            **profile,
            "iss": self.url,
            "aud": self.grants.client_id,
            "iat": now,
            "exp": now + 300,
            "nonce": grant.nonce,
            "at_hash": self.signer.half_hash(access_token),
        }
        for fault in self.faults:
            claims.update(_wrong_claims(fault, now, self.grants.client_id))
        claims = {name: value for name, value in claims.items() if value is not None}
        if "alg none" in self.faults:
            return _unsigned(claims)
        if "alg HS256" in self.faults:
            return self.signer.signed_with_public_key(claims)
        return self.signer.signed(claims, broken="signature" in self.faults)


def _wrong_claims(fault: Fault, now: int, client_id: str) -> dict[str, Any]:
    wrong: dict[str, dict[str, Any]] = {
        "nonce": {"nonce": "another"},
        "no nonce": {"nonce": None},
        "audience": {"aud": "another-client"},
        "audience with azp": {"aud": "another-client", "azp": client_id},
        "audiences without azp": {"aud": [client_id, "another-client"]},
        "azp": {"aud": [client_id, "another-client"], "azp": "another-client"},
        "issuer": {"iss": "https://other.example.com"},
        "expired": {"iat": now - 900, "exp": now - 600},
        "future": {"iat": now + 600, "exp": now + 900},
        "at_hash": {"at_hash": "AAAAAAAAAAAAAAAAAAAAAA"},
        "no subject": {"sub": None},
    }
    return wrong.get(fault, {})


def _unsigned(claims: dict[str, Any]) -> str:
    header = {"alg": "none", "typ": "JWT"}
    header_and_claims = [urlsafe_b64encode(json.dumps(part).encode()).decode() for part in (header, claims)]
    return ".".join([*header_and_claims, ""])


@asynccontextmanager
async def issuer(algorithm: str = "ES256") -> AsyncIterator[Issuer]:
    """An issuer on a free port of 127.0.0.1; settings must allow that address for outgoing calls."""
    server = Issuer(Signer(algorithm))
    async with web_server(server.answer) as server.url:
        yield server
