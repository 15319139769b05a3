"""The client side of signing in elsewhere: start, and finish."""

from __future__ import annotations

import ssl
from collections.abc import Iterable, Mapping
from typing import Any

from joserfc.errors import BadSignatureError, InvalidKeyIdError
from joserfc.jwt import Token

from openfactory.core.logs import get_logger
from openfactory.core.oidc.answers import fetch
from openfactory.core.oidc.exchange import Tokens, answered_code, authorization_url, new_flow, redeem
from openfactory.core.oidc.github import github_identity, github_metadata
from openfactory.core.oidc.id_token import REFUSALS, signed_by, verified_claims
from openfactory.core.oidc.issuers import Issuers, Metadata
from openfactory.core.oidc.profile import identity
from openfactory.core.oidc.provider import Flow, Identity, Provider, SignInFailed
from openfactory.core.outgoing import outgoing_client

log = get_logger(__name__)


class SignInClient:
    """Keeps connections to providers, and for minutes what their issuers publish. Close it at the end."""

    def __init__(self, allow: Iterable[str] = (), *, tls: ssl.SSLContext | None = None) -> None:
        self._http = outgoing_client(allow, total_seconds=20, max_bytes=512 * 1024, tls=tls)
        self._issuers = Issuers(self._http)

    async def start(self, provider: Provider, redirect_uri: str, *, redirect_to: str = "/") -> tuple[str, Flow]:
        """Where to send the browser, and what to remember until it comes back.

        `redirect_uri` is the callback as it is registered with the provider; `redirect_to` is kept for the
        caller, who answers for its being a place of this server.
        """
        flow = new_flow(provider, redirect_to)
        return authorization_url(provider, await self._metadata(provider), flow, redirect_uri), flow

    async def finish(
        self, provider: Provider, flow: Flow, parameters: Mapping[str, str], redirect_uri: str
    ) -> Identity:
        """Who has signed in, by the query parameters that the browser brought to the callback."""
        metadata = await self._metadata(provider)
        code = answered_code(provider, metadata, flow, parameters)
        tokens = await redeem(self._http, provider, metadata, flow, code, redirect_uri)
        if provider.issuer:
            return await self._openid_identity(provider, metadata, flow, tokens)
        if tokens.access_token is None:
            raise SignInFailed(f"{provider.name} gave no access token")
        return await github_identity(self._http, provider, tokens.access_token)

    async def close(self) -> None:
        """Close the connections."""
        await self._http.aclose()

    async def _metadata(self, provider: Provider) -> Metadata:
        return await self._issuers.metadata(provider) if provider.issuer else github_metadata(provider)

    async def _openid_identity(self, provider: Provider, metadata: Metadata, flow: Flow, tokens: Tokens) -> Identity:
        if tokens.id_token is None:
            raise SignInFailed(f"{provider.name} gave no ID token: is the scope `openid` allowed there?")
        try:
            token = await self._signed(provider, metadata, tokens.id_token)
            claims = verified_claims(token, provider, metadata, flow, tokens.access_token)
        except REFUSALS as error:
            log.warning("ID token refused", provider=provider.name, error=f"{type(error).__name__}: {error}")
            raise SignInFailed(f"{provider.name} gave an ID token that cannot be trusted") from error
        return identity(provider, claims, await self._userinfo(provider, metadata, claims, tokens))

    async def _signed(self, provider: Provider, metadata: Metadata, id_token: str) -> Token:
        try:
            return signed_by(await self._issuers.keys(provider, metadata), id_token)
        except (InvalidKeyIdError, BadSignatureError):
            # The issuer may have rotated its keys. Where it gives them no ids, only the signature shows it.
            return signed_by(await self._issuers.keys(provider, metadata, fresh=True), id_token)

    async def _userinfo(
        self, provider: Provider, metadata: Metadata, claims: Mapping[str, Any], tokens: Tokens
    ) -> Mapping[str, Any]:
        """What the userinfo endpoint says, where the ID token says too little."""
        if claims.get("email") or metadata.userinfo_endpoint is None or tokens.access_token is None:
            return {}
        told = await fetch(
            self._http,
            provider,
            metadata.userinfo_endpoint,
            dict[str, Any],
            access_token=tokens.access_token,
        )
        # OpenID Connect Core 1.0, section 5.3.2: of somebody else, it must not be used.
        if told.get("sub") != claims["sub"]:
            raise SignInFailed(f"{provider.name} gave the profile of another person")
        return told
