"""Checks of the settings that are URLs, origins and networks. No message quotes what may be secret."""

from __future__ import annotations

from urllib.parse import SplitResult, urlsplit

from openfactory.core.db.url import parse

BROKERS = ("redis", "rediss", "valkey", "valkeys", "unix")


def database(url: str) -> str:
    """A database's URL, or nothing."""
    if url:
        parse(url)
    return url


def broker(url: str) -> str:
    """A broker's URL, or nothing."""
    if url in ("", "memory://"):
        return url
    scheme, found, rest = url.partition("://")
    if not found or scheme not in BROKERS or not rest.strip("/"):
        raise ValueError("it must be redis://host:port/number, rediss://… with TLS, unix:///socket, or memory://")
    return url


def store(url: str) -> str:
    """The URL of an S3-compatible store, or nothing."""
    parts = _split(url)
    if url and (parts is None or parts.scheme not in ("http", "https") or not parts.hostname or parts.username):
        raise ValueError("it must be https://host or http://host:port, without credentials")
    return url.rstrip("/")


def public_url(url: str | None) -> str | None:
    """A URL that paths are put behind."""
    if url is None or url == "":
        return None
    parts = _split(url)
    if parts is None or parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("it must begin with https:// and a host, as in https://factory.example")
    if parts.query or parts.fragment or parts.username:
        raise ValueError("it must have no user, query or fragment, as in https://factory.example")
    return url.rstrip("/")


def origins(found: tuple[str, ...]) -> tuple[str, ...]:
    """What browsers send as `Origin`."""
    for origin in found:
        parts = _split(origin)
        if (
            parts is None
            or not parts.scheme
            or not parts.hostname
            or parts.geturl() != f"{parts.scheme}://{parts.netloc}"
        ):
            raise ValueError(
                f"{origin[:80]!r} is no origin: write scheme, host and port alone, as in https://app.example"
            )
    return found


def private(found: tuple[str, ...]) -> tuple[str, ...]:
    """Hosts and networks; read as the guard of outgoing calls reads them."""
    if found:
        from openfactory.core.outgoing.addresses import Allowed

        Allowed.parse(found)
    return found


def _split(url: str) -> SplitResult | None:
    """The parts, or None where the host or port cannot be read."""
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return None
    return parts
