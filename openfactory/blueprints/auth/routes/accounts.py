"""Sign-up, sign-in and the caller's own profile over HTTP."""

from __future__ import annotations

from openfactory.blueprints.auth.errors import EmailTaken, WeakPassword, WrongCredentials
from openfactory.blueprints.auth.limits import SIGN_IN_ACCOUNT, SIGN_IN_ADDRESS, SIGN_UP
from openfactory.blueprints.auth.resources import resources
from openfactory.blueprints.auth.schemas import (
    ChangeProfile,
    OrganizationRef,
    SessionToken,
    SignedIn,
    SignedUp,
    SignIn,
    SignUp,
    UserOut,
)
from openfactory.blueprints.auth.service import accounts, sessions
from openfactory.core.access import PUBLIC, SIGNED_IN, Access
from openfactory.core.db.transactions import transaction
from openfactory.core.errors import Denied
from openfactory.core.http.context import Context
from openfactory.core.http.endpoint import endpoint
from openfactory.core.http.replies import Reply
from openfactory.core.http.routes import Routes
from openfactory.shared.accounts.models import User

routes = Routes()


@routes.post("/signup")
@endpoint(
    needs=PUBLIC,
    body=SignUp,
    reply=SignedUp,
    status=201,
    limits=[SIGN_UP],
    errors=(EmailTaken, WeakPassword, Denied),
)
async def sign_up(access: Access, body: SignUp, context: Context) -> Reply:
    """Make an account and an organization, and start a session."""
    auth = resources(context)
    if not auth.settings.allow_signup:
        raise Denied("this server takes no sign-ups: ask its admin for an account")
    async with transaction(access):
        account = await accounts.sign_up(access, body)
        started = await sessions.start_session(access, account.user, key=auth.key, days=auth.settings.session_days)
    founded = account.organization
    value = SignedUp(
        user=UserOut.model_validate(account.user),
        organization=OrganizationRef.model_validate(founded) if founded else None,
        session=SessionToken.model_validate(started),
    )
    return Reply(value, cookies=[auth.session_cookie(started.token)])


@routes.post("/signin")
@endpoint(
    needs=PUBLIC,
    body=SignIn,
    reply=SignedIn,
    limits=[SIGN_IN_ADDRESS, SIGN_IN_ACCOUNT],
    errors=(WrongCredentials,),
)
async def sign_in(access: Access, body: SignIn, context: Context) -> Reply:
    """Start a session with an e-mail address and its password."""
    auth = resources(context)
    user = await accounts.verify_credentials(access, body)
    started = await sessions.start_session(access, user, key=auth.key, days=auth.settings.session_days)
    value = SignedIn(user=UserOut.model_validate(user), session=SessionToken.model_validate(started))
    return Reply(value, cookies=[auth.session_cookie(started.token)])


@routes.get("/me")
@endpoint(needs=SIGNED_IN, reply=UserOut, versioned=True)
async def read_profile(access: Access) -> User:
    """Give the caller's own profile."""
    return await User.get(id=access.user_id)


@routes.patch("/me")
@endpoint(needs=SIGNED_IN, body=ChangeProfile, reply=UserOut, versioned=True)
async def change_profile(access: Access, body: ChangeProfile) -> User:
    """Change the caller's own name or picture."""
    return await accounts.change_profile(access, body)
