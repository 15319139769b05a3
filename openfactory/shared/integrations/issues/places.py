"""Base URLs of trackers, as admins give them."""

from __future__ import annotations

from ipaddress import ip_address
from typing import Annotated

import httpx
from pydantic import AfterValidator, Field, SecretStr

from openfactory.core.errors import Invalid
from openfactory.core.outgoing import OutgoingRefused, check_url
from openfactory.core.outgoing.addresses import Allowed
from openfactory.shared.integrations.resources import Resources


def _plain(url: str) -> str:
    try:
        parsed = httpx.URL(url)
    except httpx.InvalidURL:
        raise ValueError("this is not a URL") from None
    if parsed.scheme not in ("http", "https") or not parsed.host or parsed.userinfo or parsed.query or parsed.fragment:
        raise ValueError("a URL such as https://example.com is needed, without user name, query and fragment")
    return str(parsed).rstrip("/")


def _visible(secret: SecretStr) -> SecretStr:
    value = secret.get_secret_value()
    if not value.isascii() or not value.isprintable() or " " in value:
        raise ValueError("a token has no spaces and no characters outside of ASCII: copy it once more")
    return secret


BaseUrl = Annotated[str, Field(max_length=200), AfterValidator(_plain)]
Token = Annotated[SecretStr, Field(min_length=1, max_length=500), AfterValidator(_visible)]


async def check_base(url: str, pointer: str, opened: Resources) -> None:
    """Refuse a URL that is not called, and one that would carry the token over the internet in the clear."""
    if httpx.URL(url).scheme == "http" and not _allowed(httpx.URL(url).host, opened):
        raise Invalid.at(pointer, "a URL that begins with https:// is needed", code="not_https")
    try:
        await check_url(url, opened.allow)
    except OutgoingRefused as refusal:
        raise Invalid.at(pointer, str(refusal), code="not_called") from None


def _allowed(host: str, opened: Resources) -> bool:
    allowed = Allowed.parse(opened.allow)
    try:
        return allowed.host(host) or allowed.address(ip_address(host))
    except ValueError:
        return False
