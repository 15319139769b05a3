"""What issuers publish about themselves: endpoints and keys, fetched once every few minutes."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Final, TypeVar
from urllib.parse import urlsplit

import httpx
import msgspec
from joserfc.errors import JoseError
from joserfc.jwk import JWKRegistry, Key, KeySet

from openfactory.core import clock
from openfactory.core.oidc.answers import fetch
from openfactory.core.oidc.provider import Provider, SignInFailed

KEEP: Final = timedelta(minutes=10)
MIN_RSA_BITS: Final = 2048
T = TypeVar("T")


class Metadata(msgspec.Struct, frozen=True):
    """OpenID Connect Discovery 1.0, section 3: the members that are used here."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str = ""
    userinfo_endpoint: str | None = None
    token_endpoint_auth_methods_supported: tuple[str, ...] = ("client_secret_basic",)
    authorization_response_iss_parameter_supported: bool = False


class _Jwks(msgspec.Struct):
    keys: list[dict[str, Any]]


class Issuers:
    """Metadata and keys of the issuers that were asked, each kept for ten minutes."""

    def __init__(self, http: httpx.AsyncClient) -> None:
        self._http = http
        self._kept: dict[str, tuple[datetime, Any]] = {}

    async def metadata(self, provider: Provider) -> Metadata:
        """The discovery document of the provider's issuer."""
        url = f"{provider.issuer.rstrip('/')}/.well-known/openid-configuration"
        metadata = await self._document(provider, url, Metadata)
        # Discovery 1.0, section 4.3. Only a slash at the end may differ: people and pydantic add or omit it.
        if metadata.issuer.rstrip("/") != provider.issuer.rstrip("/"):
            raise SignInFailed(f"{provider.name} calls itself by another issuer's name")
        _check_endpoints(provider, metadata)
        return metadata

    async def keys(self, provider: Provider, metadata: Metadata, *, fresh: bool = False) -> KeySet:
        """The keys that the issuer signs with; `fresh` ones where it may have rotated them since."""
        if fresh:
            self._kept.pop(metadata.jwks_uri, None)
        published = await self._document(provider, metadata.jwks_uri, _Jwks)
        return KeySet([key for data in published.keys if (key := _usable(data)) is not None])

    async def _document(self, provider: Provider, url: str, kind: type[T]) -> T:
        kept = self._kept.get(url)
        if kept is None or kept[0] < clock.now():
            kept = self._kept[url] = clock.now() + KEEP, await fetch(self._http, provider, url, kind)
        document: T = kept[1]
        return document


def _check_endpoints(provider: Provider, metadata: Metadata) -> None:
    """An issuer that is asked over TLS must not send codes and secrets elsewhere without it."""
    schemes = {"https"} if provider.issuer.startswith("https:") else {"https", "http"}
    endpoints = [metadata.authorization_endpoint, metadata.token_endpoint, metadata.jwks_uri]
    if metadata.userinfo_endpoint is not None:
        endpoints.append(metadata.userinfo_endpoint)
    if any(urlsplit(endpoint).scheme not in schemes for endpoint in endpoints):
        raise SignInFailed(f"{provider.name} publishes an endpoint that is not protected by TLS")


def _usable(data: dict[str, Any]) -> Key | None:
    """The public key, or None for what is none: one is no reason to refuse the others."""
    weak = data.get("kty") == "RSA" and len(str(data.get("n"))) * 6 < MIN_RSA_BITS
    if weak or data.get("kty") == "oct" or data.get("use", "sig") != "sig":
        return None
    try:
        return JWKRegistry.import_key(data)
    except (JoseError, ValueError, TypeError, KeyError):
        return None
