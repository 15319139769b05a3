"""The client for all HTTP to other servers."""

from __future__ import annotations

import ssl
from collections.abc import Iterable
from functools import cache
from http.cookiejar import CookieJar, DefaultCookiePolicy

import httpx

from openfactory import __version__
from openfactory.core.outgoing.errors import OutgoingRefused
from openfactory.core.outgoing.guard import Guard, Resolver, resolve
from openfactory.core.outgoing.transport import Bounds, GuardedTransport, check_form


def outgoing_client(
    allow: Iterable[str] = (),
    *,
    timeout: float = 10,
    total_seconds: float = 60,
    max_bytes: int = 2 * 1024 * 1024,
    follow_redirects: bool = False,
    tls: ssl.SSLContext | None = None,
    resolver: Resolver = resolve,
) -> httpx.AsyncClient:
    """A client that reaches public addresses only, and those in `allow` (the setting outgoing.allow_private).

    `timeout` is for each step in seconds, `total_seconds` for one request with its answer, `max_bytes` for
    the answer's body. Keeps no cookies, reads no proxies from the environment. Raises OutgoingRefused and
    AnswerTooLarge beside httpx's errors. Close it with `aclose()` or use it as a context.
    """
    return httpx.AsyncClient(
        transport=GuardedTransport(Guard(allow, resolver), tls or _public_tls(), Bounds(max_bytes, total_seconds)),
        timeout=timeout,
        follow_redirects=follow_redirects,
        max_redirects=5,
        trust_env=False,
        headers={"User-Agent": f"openfactory/{__version__}", "Accept-Encoding": "identity"},
        # One client serves many tenants: what a server sets for one must not be sent for the next.
        cookies=CookieJar(policy=DefaultCookiePolicy(allowed_domains=())),
    )


async def check_url(url: str, allow: Iterable[str] = (), *, resolver: Resolver = resolve) -> None:
    """Raise OutgoingRefused for a URL that would not be called, to tell the person who enters it.

    Each call checks again, since names change their addresses. One that does not resolve now is accepted.
    """
    try:
        parsed = httpx.URL(url)
    except httpx.InvalidURL:
        raise OutgoingRefused("this is not a URL") from None
    check_form(parsed)
    try:
        await Guard(allow, resolver).addresses(parsed.host, parsed.port or 443)
    except OSError:
        return


@cache
def _public_tls() -> ssl.SSLContext:
    # Reading the certificates takes some 40 ms: once for each process. SSL_CERT_FILE names a company's own.
    return httpx.create_ssl_context()
