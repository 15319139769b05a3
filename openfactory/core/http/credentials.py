"""The bearer token of a request, and the defence of cookie sessions against other sites."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from openfactory.core.access import Caller
from openfactory.core.errors import Denied, Malformed, Unauthenticated
from openfactory.core.http.request import ApiRequest

COOKIE = "openfactory_session"
BEARER = "openfactory.bearer."
_ENTITY_TAGS = re.compile(r'\*|(?:W/)?"[^"]*"(?:\s*,\s*(?:W/)?"[^"]*")*')
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


class CrossSite(Denied):
    """A cookie came with a request that another site has made."""

    code, title = "auth.cross_site_request", "This request comes from another site"


class OriginNotAllowed(Denied):
    """The API key does not name the origin of the page that sends it."""

    code, title = "auth.origin_not_allowed", "This API key is not for pages of this origin"


def allowed_origin(request: ApiRequest, caller: Caller, trusted_origins: frozenset[str]) -> str | None:
    """The origin whose page has sent this with an API key, and may read the answer.

    Browsers name the page's origin with every POST, and scripts cannot change it: a key that stands in a web page is
    of use there alone. None where no page has made the request, or one of the server's own or of `trusted_origins`;
    and for sessions, whose rules are others.
    """
    origin: str | None = request.headers.getone("origin", None)
    if origin is None or caller.kind != "api_key" or _same_site(request, trusted_origins):
        return None
    if origin not in caller.origins:
        raise OriginNotAllowed("name it in the allowedOrigins of a key, or send from a server, without Origin")
    return origin


def bearer_token(request: ApiRequest, trusted_origins: frozenset[str]) -> str:
    """The token of the header, else of the cookie. 401 where there is none."""
    return _bearer_token(request, trusted_origins, safe=request.method in SAFE)


def socket_token(request: ApiRequest, trusted_origins: frozenset[str]) -> str:
    """The token of a websocket's header, else of its subprotocol, else of its cookie.

    Any page can open a websocket to any server, and its cookies go along: with a cookie the page must be ours.
    """
    if "authorization" not in request.headers and (token := bearer_subprotocol(request)) is not None:
        return token.removeprefix(BEARER)
    return _bearer_token(request, trusted_origins, safe=False)


def bearer_subprotocol(request: ApiRequest) -> str | None:
    """The subprotocol that holds a token: browsers cannot set a websocket's headers."""
    offered = ",".join(request.headers.getall("sec-websocket-protocol", [])).split(",")
    return next((name.strip() for name in offered if name.strip().startswith(BEARER)), None)


def _bearer_token(request: ApiRequest, trusted_origins: frozenset[str], *, safe: bool) -> str:
    header: str | None = request.headers.getone("authorization", None)
    if header is not None:
        scheme, _, token = header.partition(" ")
        if scheme.lower() != "bearer" or not token.strip():
            raise Unauthenticated("send `Authorization: Bearer <token>`")
        return token.strip()
    cookie: str | None = request.cookies.get(COOKIE) if "cookie" in request.headers else None
    if not cookie:
        raise Unauthenticated
    if not safe and not _same_site(request, trusted_origins):
        raise CrossSite
    return cookie


def _same_site(request: ApiRequest, trusted_origins: frozenset[str]) -> bool:
    """Browsers say where an unsafe request comes from, and scripts cannot change what they say."""
    origin = request.headers.getone("origin", None)
    if origin is not None:
        return origin in trusted_origins or (origin != "null" and urlsplit(origin).netloc == request.host)
    return request.headers.getone("sec-fetch-site", None) == "same-origin"


def if_match(request: ApiRequest) -> str | None:
    """`If-Match`, where it has the form of entity tags (RFC 9110, section 8.8.3)."""
    value: str | None = request.headers.getone("if-match", None)
    if value is not None and not _ENTITY_TAGS.fullmatch(value.strip()):
        raise Malformed('If-Match takes entity tags such as "3-1f0c9a", or *')
    return value
