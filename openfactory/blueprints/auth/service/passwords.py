"""Changing a password, and choosing a new one with a mailed token."""

from __future__ import annotations

from datetime import timedelta

from openfactory.blueprints.auth.errors import BadResetToken, WrongPassword
from openfactory.blueprints.auth.events import PasswordChanged
from openfactory.blueprints.auth.models import PasswordReset, Session
from openfactory.blueprints.auth.schemas import ChangePassword, ResetPassword
from openfactory.blueprints.auth.service.accounts import check_password
from openfactory.blueprints.auth.service.sessions import acting, end_other_sessions
from openfactory.core import clock
from openfactory.core.access import Access
from openfactory.core.db.transactions import transaction
from openfactory.core.errors import Fault
from openfactory.core.mail import Mail, Mailer
from openfactory.core.security.passwords import hash_password, verify_password
from openfactory.core.security.tokens import new_token, token_digest
from openfactory.shared.accounts.models import User

VALID_FOR = timedelta(hours=1)
PURPOSE = "password-reset"


async def change_password(access: Access, change: ChangePassword) -> None:
    """Give the caller another password, and sign out their other devices."""
    user = await User.get(id=access.user_id)
    if not await verify_password(user.password_hash, change.current.get_secret_value()):
        raise WrongPassword(faults=[Fault("/body/current", WrongPassword.title, "wrong_password")])
    new = change.new.get_secret_value()
    check_password(new, email=user.email, name=user.name, pointer="/body/new")
    hashed = await hash_password(new)
    async with transaction(access) as tx:
        user = await User.select_for_update().get(id=access.user_id)
        user.password_hash = hashed
        await user.save()
        await end_other_sessions(access)
        tx.emit(PasswordChanged(user_id=user.id))


async def ask_for_reset(access: Access, email: str, *, key: bytes, mailer: Mailer, public_url: str) -> None:
    """Mail a token to the user of this address, if there is one. The caller learns nothing either way."""
    user = await User.get_or_none(email=email)
    if user is None:
        return
    token = new_token()
    async with transaction(access) as tx:
        await PasswordReset.across_tenants("a public call, for the user found").filter(user_id=user.id).delete()
        await PasswordReset.create(
            user_id=user.id,
            token_digest=token_digest(key, token, PURPOSE).hex(),
            expires_at=clock.now() + VALID_FOR,
        )
        mail = Mail(
            to=user.email,
            subject="Choose a new password",
            text=(
                f"Hello {user.name},\n\nsomebody, probably you, wants to choose a new password for openfactory.\n"
                f"Within an hour this link does it, once:\n\n{public_url}/reset-password?token={token}\n\n"
                "If it was not you, do nothing: your password stays."
            ),
        )
        tx.after_commit(lambda: mailer.send(mail))


async def reset_password(access: Access, reset: ResetPassword, *, key: bytes) -> None:
    """Set the password of the user whom the token was mailed to, and end all of their sessions."""
    digest = token_digest(key, reset.token, PURPOSE).hex()
    found = PasswordReset.across_tenants("the token says whose it is").filter(token_digest=digest)
    pending = await found.filter(expires_at__gt=clock.now()).first()
    if pending is None:
        raise BadResetToken
    user = await User.get(id=pending.user_id)
    new = reset.new_password.get_secret_value()
    check_password(new, email=user.email, name=user.name, pointer="/body/newPassword")
    hashed = await hash_password(new)
    async with transaction(access) as tx:
        # Of two uses at the same moment one deletes the row, and the other finds nothing to delete.
        if await found.delete() != 1:
            raise BadResetToken
        user = await User.select_for_update().get(id=user.id)
        user.password_hash = hashed
        user.email_verified_at = user.email_verified_at or clock.now()
        await user.save()
        await Session.across_tenants("the user's own").filter(user_id=user.id).delete()
        tx.emit(PasswordChanged(user_id=user.id), access=acting(access, user))


async def delete_expired() -> int:
    """Clear away tokens that were never used; how many there were."""
    expired = PasswordReset.across_tenants("housekeeping").filter(expires_at__lte=clock.now())
    return await expired.delete()
