"""What providers say of a person, made fit to be kept and shown."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from openfactory.core.oidc.provider import Identity, Provider, SignInFailed


def identity(provider: Provider, claims: Mapping[str, Any], userinfo: Mapping[str, Any]) -> Identity:
    """From the ID token's claims and, for what they leave out, the userinfo endpoint's."""
    # Address and its verification from one place: one's word must not vouch for the other's address.
    source = claims if claims.get("email") else userinfo
    email = source.get("email")
    if not isinstance(email, str) or "@" not in email:
        raise SignInFailed(f"{provider.name} did not give an e-mail address: allow it there and start again")
    return Identity(
        provider=provider.name,
        subject=claims["sub"],
        email=email,
        # Some issuers send the text. Any other value, and none at all, is no proof.
        email_verified=source.get("email_verified") in (True, "true"),
        name=shown_name(claims.get("name") or userinfo.get("name")),
        avatar_url=shown_url(claims.get("picture") or userinfo.get("picture")),
    )


def shown_name(name: object) -> str | None:
    """One line of at most 200 characters, or None."""
    if not isinstance(name, str):
        return None
    return " ".join("".join(sign if sign.isprintable() else " " for sign in name).split())[:200] or None


def shown_url(url: object) -> str | None:
    """A picture's https or http URL, or None: no other scheme may end up in somebody's browser."""
    fits = isinstance(url, str) and url.startswith(("https://", "http://")) and len(url) <= 2000
    return str(url) if fits else None
