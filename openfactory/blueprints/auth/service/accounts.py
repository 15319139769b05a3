"""Making an account, signing in with a password, changing what one is called."""

from __future__ import annotations

from dataclasses import dataclass

from openfactory.blueprints.auth.errors import EmailTaken, WeakPassword, WrongCredentials
from openfactory.blueprints.auth.events import ProfileChanged, UserSignedUp
from openfactory.blueprints.auth.schemas import ChangeProfile, SignIn, SignUp
from openfactory.blueprints.auth.service.sessions import acting
from openfactory.core.access import Access
from openfactory.core.changes import apply_changes
from openfactory.core.db.transactions import transaction
from openfactory.core.errors import Fault
from openfactory.core.security import passwords
from openfactory.core.security.passwords import hash_password, needs_rehash, verify_password
from openfactory.shared.accounts.models import Organization, User
from openfactory.shared.accounts.organizations import found_organization


@dataclass(frozen=True)
class Account:
    """A new user, and the organization they have founded."""

    user: User
    organization: Organization | None


def check_password(password: str, *, email: str, name: str, pointer: str) -> None:
    """Refuse a password that guessing would find."""
    try:
        passwords.check_password_strength(password, email=email, name=name)
    except passwords.WeakPassword as error:
        raise WeakPassword(error.reason, faults=[Fault(pointer, error.reason, error.code)]) from None


async def sign_up(access: Access, sign_up: SignUp) -> Account:
    """Make an account, and the organization that its user founds."""
    password = sign_up.password.get_secret_value()
    check_password(password, email=sign_up.email, name=sign_up.name, pointer="/body/password")
    return await create_account(
        access, sign_up.email, sign_up.name, password=password, organization_name=sign_up.organization_name
    )


async def create_account(
    access: Access,
    email: str,
    name: str,
    *,
    password: str | None,
    organization_name: str | None,
    avatar_url: str | None = None,
) -> Account:
    """The same, for callers that have checked the password: the command line, sign-in by a provider."""
    password_hash = None if password is None else await hash_password(password)
    async with transaction(access) as tx:
        if await User.exists(email=email):
            raise EmailTaken
        user = await User.create(email=email, name=name, avatar_url=avatar_url, password_hash=password_hash)
        known = acting(access, user)
        tx.emit(UserSignedUp(user_id=user.id), access=known)
        organization = None
        if organization_name is not None:
            organization = await found_organization(known, organization_name)
    return Account(user, organization)


async def verify_credentials(access: Access, sign_in: SignIn) -> User:
    """The user whose password this is. An unknown address takes as long as a wrong password."""
    password = sign_in.password.get_secret_value()
    user = await User.get_or_none(email=sign_in.email)
    if not await verify_password(user.password_hash if user else None, password) or user is None:
        raise WrongCredentials
    if user.password_hash is not None and needs_rehash(user.password_hash):
        user.password_hash = await hash_password(password)
        await user.save(update_fields=["password_hash"])
    return user


async def change_profile(access: Access, change: ChangeProfile) -> User:
    """Change the caller's own name or picture."""
    async with transaction(access) as tx:
        user = await User.select_for_update().get(id=access.user_id)
        user.expect(access)
        changes = apply_changes(user, change, clearable=("avatar_url",))
        if changes:
            await user.save()
            tx.emit(ProfileChanged(user_id=user.id, changes=changes))
    return user
