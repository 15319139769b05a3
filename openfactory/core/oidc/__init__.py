"""Signing in by other providers: OpenID Connect issuers, and GitHub."""

from openfactory.core.oidc.client import SignInClient
from openfactory.core.oidc.provider import (
    GITHUB_SCOPES,
    GOOGLE_ISSUER,
    OPENID_SCOPES,
    Flow,
    Identity,
    Provider,
    SignInFailed,
)

__all__ = [
    "GITHUB_SCOPES",
    "GOOGLE_ISSUER",
    "OPENID_SCOPES",
    "Flow",
    "Identity",
    "Provider",
    "SignInClient",
    "SignInFailed",
]
