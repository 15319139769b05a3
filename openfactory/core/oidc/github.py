"""GitHub, which speaks OAuth 2.0 without OpenID: who signed in is asked at its API."""

from __future__ import annotations

import httpx
import msgspec

from openfactory.core.oidc.answers import fetch
from openfactory.core.oidc.issuers import Metadata
from openfactory.core.oidc.profile import shown_name, shown_url
from openfactory.core.oidc.provider import Identity, Provider, SignInFailed


class _User(msgspec.Struct):
    id: int
    login: str
    name: str | None = None
    avatar_url: str | None = None


class _Email(msgspec.Struct):
    email: str
    primary: bool
    verified: bool


def github_metadata(provider: Provider) -> Metadata:
    """The endpoints that GitHub documents and does not publish."""
    url = provider.github_url.rstrip("/")
    return Metadata(
        issuer="",
        authorization_endpoint=f"{url}/login/oauth/authorize",
        token_endpoint=f"{url}/login/oauth/access_token",
        token_endpoint_auth_methods_supported=("client_secret_post",),
    )


async def github_identity(http: httpx.AsyncClient, provider: Provider, access_token: str) -> Identity:
    """The account of the token, with its primary address. The number stays when the login name changes."""
    api = provider.github_api_url.rstrip("/")
    user = await fetch(http, provider, f"{api}/user", _User, access_token=access_token)
    emails = await fetch(http, provider, f"{api}/user/emails", list[_Email], access_token=access_token)
    primary = next((email for email in emails if email.primary), None)
    if primary is None:
        raise SignInFailed(f"{provider.name} knows no primary e-mail address of this account")
    return Identity(
        provider=provider.name,
        subject=str(user.id),
        email=primary.email,
        email_verified=primary.verified,
        name=shown_name(user.name) or user.login,
        avatar_url=shown_url(user.avatar_url),
    )
