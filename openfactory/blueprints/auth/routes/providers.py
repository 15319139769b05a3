"""Sign-in by other providers over HTTP: two redirects, and a sealed cookie between them."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urlsplit

import msgspec
from sanic import HTTPResponse

from openfactory.blueprints.auth.errors import SignInRefused, UnknownProvider
from openfactory.blueprints.auth.limits import SIGN_IN_ADDRESS
from openfactory.blueprints.auth.resources import Resources, resources
from openfactory.blueprints.auth.schemas import ProviderAnswer, ProviderList, ProviderOut, StartSignIn
from openfactory.blueprints.auth.service import providers, sessions
from openfactory.core.access import PUBLIC, Access
from openfactory.core.db.transactions import transaction
from openfactory.core.errors import Invalid
from openfactory.core.http.context import Context
from openfactory.core.http.endpoint import endpoint
from openfactory.core.http.replies import Cookie, Reply
from openfactory.core.http.request import ApiRequest
from openfactory.core.http.routes import Routes
from openfactory.core.oidc import Flow, SignInFailed
from openfactory.core.security.sealing import BrokenSeal

routes = Routes("/oauth")
COOKIE = "openfactory_sign_in"
MINUTES = 10


@routes.get("/")
@endpoint(needs=PUBLIC, reply=ProviderList)
async def list_providers(context: Context) -> ProviderList:
    """List the ways to sign in other than a password."""
    settings = resources(context).settings
    return ProviderList(
        providers=[
            ProviderOut(
                name=name,
                label=(settings.providers[name].label if name in settings.providers else "") or name.capitalize(),
                url=f"/api/auth/oauth/{name}",
            )
            for name in providers.providers(settings)
        ]
    )


@routes.get("/<provider:str>")
@endpoint(needs=PUBLIC, query=StartSignIn, reply=str, media_type="text/html", status=302, errors=(UnknownProvider,))
async def start_provider_sign_in(provider: str, query: StartSignIn, context: Context) -> Reply:
    """Send the browser to a provider to sign in there."""
    auth = resources(context)
    chosen = providers.provider_named(auth.settings, provider)
    if not _own_path(query.redirect_to):
        raise Invalid.at("/query/redirectTo", "a path of this server is needed, such as /projects", code="foreign")
    try:
        url, flow = await auth.oidc.start(chosen, _callback(auth, provider), redirect_to=query.redirect_to)
    except SignInFailed as error:
        raise SignInRefused(str(error)) from None
    sealed = auth.sealer.seal(msgspec.json.encode(flow), COOKIE).decode("ascii")
    return _redirect(url, Cookie(COOKIE, sealed, MINUTES * 60, "/api/auth/oauth", auth.secure))


@routes.get("/<provider:str>/callback")
@endpoint(
    needs=PUBLIC,
    query=ProviderAnswer,
    reply=str,
    media_type="text/html",
    status=302,
    limits=[SIGN_IN_ADDRESS],
    errors=(UnknownProvider, SignInRefused),
)
async def finish_provider_sign_in(
    access: Access, provider: str, query: ProviderAnswer, context: Context, request: ApiRequest
) -> Reply:
    """Take the provider's answer, start a session, and send the browser on."""
    auth = resources(context)
    chosen = providers.provider_named(auth.settings, provider)
    flow = _flow(auth, request)
    try:
        proof = await auth.oidc.finish(chosen, flow, query.parameters(), _callback(auth, provider))
    except SignInFailed as error:
        raise SignInRefused(str(error)) from None
    async with transaction(access):
        user = await providers.user_of(access, proof)
        started = await sessions.start_session(
            access, user, key=auth.key, days=auth.settings.session_days, provider=provider
        )
    done = Cookie(COOKIE, "", path="/api/auth/oauth", secure=auth.secure)
    return _redirect(flow.redirect_to, done, auth.session_cookie(started.token))


def _flow(auth: Resources, request: ApiRequest) -> Flow:
    try:
        sealed = auth.sealer.open_text(request.cookies.get(COOKIE) or "", COOKIE, max_age=timedelta(minutes=MINUTES))
    except BrokenSeal:
        raise SignInRefused("this sign-in was not started here, or too long ago: start again") from None
    return msgspec.json.decode(sealed, type=Flow)


def _callback(auth: Resources, provider: str) -> str:
    return f"{auth.public_url}/api/auth/oauth/{provider}/callback"


def _own_path(target: str) -> bool:
    """`//host`, `/\\host` and anything with a scheme lead elsewhere."""
    parts = urlsplit(target)
    plain = target.startswith("/") and not target.startswith(("//", "/\\")) and target.isprintable()
    return plain and not parts.scheme and not parts.netloc and "\\" not in target


def _redirect(url: str, *cookies: Cookie) -> Reply:
    return Reply(HTTPResponse(None, 302, {"Location": url}), cookies=cookies)
