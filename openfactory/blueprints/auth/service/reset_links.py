"""Mailing a link to choose a new password with."""

from __future__ import annotations

from datetime import timedelta

from openfactory.blueprints.auth.models import PasswordReset
from openfactory.core import clock
from openfactory.core.db.transactions import Transaction
from openfactory.core.mail import Mail, Post
from openfactory.core.security.tokens import new_token, token_digest
from openfactory.shared.accounts.models import User

VALID_FOR = timedelta(hours=1)
PURPOSE = "password-reset"


async def mail_link(tx: Transaction, email: str, *, key: bytes, post: Post, public_url: str) -> None:
    """Mail a token to the user of this address, if there is one; it takes the place of an earlier one."""
    user = await User.get_or_none(email=email)
    if user is None:
        return
    token = new_token()
    await PasswordReset.across_tenants("for the user found").filter(user_id=user.id).delete()
    await PasswordReset.create(
        user_id=user.id,
        token_digest=token_digest(key, token, PURPOSE).hex(),
        expires_at=clock.now() + VALID_FOR,
    )
    await post.leave(tx, _mail(user, f"{public_url}/reset-password?token={token}"))


def _mail(user: User, link: str) -> Mail:
    return Mail(
        to=user.email,
        subject="Choose a new password",
        text=(
            f"Hello {user.name},\n\nsomebody, probably you, wants to choose a new password for openfactory.\n"
            f"Within an hour this link does it, once:\n\n{link}\n\n"
            "If it was not you, do nothing: your password stays."
        ),
    )
