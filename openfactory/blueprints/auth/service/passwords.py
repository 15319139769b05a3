"""Changing a password, and choosing a new one with a mailed token."""

from __future__ import annotations

from openfactory.blueprints.auth.errors import BadResetToken, WrongPassword
from openfactory.blueprints.auth.events import PasswordChanged
from openfactory.blueprints.auth.jobs import mail_reset_link
from openfactory.blueprints.auth.models import PasswordReset, Session
from openfactory.blueprints.auth.schemas import ChangePassword, ResetPassword
from openfactory.blueprints.auth.service.accounts import check_password
from openfactory.blueprints.auth.service.reset_links import PURPOSE
from openfactory.blueprints.auth.service.sessions import acting, end_other_sessions
from openfactory.core import clock
from openfactory.core.access import Access
from openfactory.core.db.transactions import transaction
from openfactory.core.errors import Fault
from openfactory.core.security.passwords import hash_password, verify_password
from openfactory.core.security.tokens import token_digest
from openfactory.shared.accounts.models import User


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


async def ask_for_reset(access: Access, email: str) -> None:
    """Have a link mailed to the user of this address, if there is one. The caller learns nothing either way.

    Looked up by a job, so that the answer takes the same time whether there is an account or not.
    """
    async with transaction(access) as tx:
        await tx.enqueue(mail_reset_link(email))


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
