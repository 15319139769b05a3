"""Passwords over HTTP."""

from __future__ import annotations

from openfactory.blueprints.auth.errors import BadResetToken, WeakPassword, WrongPassword
from openfactory.blueprints.auth.limits import CHANGE_PASSWORD, RESET_ACCOUNT, RESET_ADDRESS, RESET_TOKEN
from openfactory.blueprints.auth.resources import resources
from openfactory.blueprints.auth.schemas import AskForReset, ChangePassword, Message, ResetPassword
from openfactory.blueprints.auth.service import passwords
from openfactory.core.access import PUBLIC, SIGNED_IN, Access
from openfactory.core.http.context import Context
from openfactory.core.http.endpoint import endpoint
from openfactory.core.http.routes import Routes

routes = Routes()


@routes.post("/me/password")
@endpoint(needs=SIGNED_IN, body=ChangePassword, limits=[CHANGE_PASSWORD], errors=(WrongPassword, WeakPassword))
async def change_password(access: Access, body: ChangePassword) -> None:
    """Change the caller's password; their other devices are signed out."""
    await passwords.change_password(access, body)


@routes.post("/forgot-password")
@endpoint(needs=PUBLIC, body=AskForReset, reply=Message, limits=[RESET_ADDRESS, RESET_ACCOUNT])
async def ask_for_reset(access: Access, body: AskForReset) -> Message:
    """Mail a link to choose a new password with. The answer is the same whether there is an account or not."""
    await passwords.ask_for_reset(access, body.email)
    return Message(message="If there is an account with this address, a mail is on its way.")


@routes.post("/reset-password")
@endpoint(
    needs=PUBLIC,
    body=ResetPassword,
    reply=Message,
    limits=[RESET_TOKEN],
    errors=(BadResetToken, WeakPassword),
)
async def reset_password(access: Access, body: ResetPassword, context: Context) -> Message:
    """Choose a new password with a mailed token; all sessions of the user end."""
    await passwords.reset_password(access, body, key=resources(context).key)
    return Message(message="The password is changed: sign in with it.")
