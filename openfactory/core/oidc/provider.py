"""The nouns of signing in elsewhere: provider, flow, identity."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

GOOGLE_ISSUER: Final = "https://accounts.google.com"
OPENID_SCOPES: Final = ("openid", "email", "profile")
GITHUB_SCOPES: Final = ("read:user", "user:email")


class SignInFailed(Exception):
    """A sign-in by a provider came to nothing. The text can be shown to whoever tried."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, kw_only=True)
class Provider:
    """Who vouches for people: an OpenID Connect issuer by its URL, or GitHub (no OpenID) by its two URLs.

    An empty client secret makes this a public client, which PKCE alone protects.
    """

    name: str
    client_id: str
    client_secret: str = field(repr=False)
    issuer: str = ""
    scopes: tuple[str, ...] = OPENID_SCOPES
    github_url: str = ""
    github_api_url: str = ""

    def __post_init__(self) -> None:
        if bool(self.issuer) == bool(self.github_url and self.github_api_url):
            raise ValueError(f"The provider {self.name} needs either an issuer or both URLs of GitHub")


@dataclass(frozen=True, kw_only=True)
class Flow:
    """What must be remembered from leaving to coming back. JSON-able; its keeper seals it into a cookie."""

    provider: str
    state: str
    nonce: str
    code_verifier: str
    redirect_to: str


@dataclass(frozen=True, kw_only=True)
class Identity:
    """Whom the provider vouches for. `subject` is theirs for ever; an unverified address proves nothing."""

    provider: str
    subject: str
    email: str
    email_verified: bool
    name: str | None
    avatar_url: str | None
