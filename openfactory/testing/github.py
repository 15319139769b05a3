"""A server on loopback that looks like GitHub to somebody who signs in by it."""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from openfactory.core.oidc import GITHUB_SCOPES, Provider
from openfactory.testing.grants import Grants
from openfactory.testing.web import Answer, Ask, web_server


@dataclass
class GitHub:
    """The account that signs in next, and its addresses."""

    url: str = ""
    grants: Grants = field(default_factory=Grants)
    user: dict[str, Any] = field(
        default_factory=lambda: {
            "id": 583231,
            "login": "octocat",
            "name": "Octo Cat",
            "avatar_url": "https://avatars.example.com/583231",
        }
    )
    emails: list[dict[str, Any]] = field(
        default_factory=lambda: [
            {"email": "octocat@users.example.com", "primary": False, "verified": True, "visibility": None},
            {"email": "octo@example.com", "primary": True, "verified": True, "visibility": "public"},
        ]
    )
    _tokens: dict[str, str] = field(default_factory=dict)

    @property
    def api_url(self) -> str:
        """The API's URL."""
        return f"{self.url}/api/v3"

    def provider(self, name: str = "github") -> Provider:
        """This server as a client is told of it."""
        return Provider(
            name=name,
            client_id=self.grants.client_id,
            client_secret=self.grants.client_secret,
            scopes=GITHUB_SCOPES,
            github_url=self.url,
            github_api_url=self.api_url,
        )

    def answer(self, ask: Ask) -> Answer:
        """Answer one request."""
        match ask.method, ask.path:
            case "GET", "/login/oauth/authorize":
                return self.grants.authorize(ask)
            case "POST", "/login/oauth/access_token":
                return self._token(ask)
            case "GET", "/api/v3/user":
                return self._for_scope(ask, "read:user", self.user)
            case "GET", "/api/v3/user/emails":
                return self._for_scope(ask, "user:email", self.emails)
        return Answer.json({"message": "Not Found"}, 404)

    def _token(self, ask: Ask) -> Answer:
        grant = self.grants.redeem(ask)
        if isinstance(grant, str):  # as GitHub does it: the status of an error is 200
            return Answer.json({"error": grant, "error_description": "The code passed is incorrect or expired."})
        token = f"gho_{secrets.token_urlsafe(16)}"
        self._tokens[token] = grant.scope
        return Answer.json({"access_token": token, "token_type": "bearer", "scope": grant.scope})

    def _for_scope(self, ask: Ask, scope: str, content: Any) -> Answer:
        scopes = self._tokens.get(ask.headers.get("Authorization", "").removeprefix("Bearer "))
        if scopes is None:
            return Answer.json({"message": "Bad credentials"}, 401)
        return Answer.json(content) if scope in scopes.split() else Answer.json({"message": "Not Found"}, 404)


@asynccontextmanager
async def github() -> AsyncIterator[GitHub]:
    """A GitHub on a free port of 127.0.0.1; settings must allow that address for outgoing calls."""
    server = GitHub()
    async with web_server(server.answer) as server.url:
        yield server
