"""Signing in by GitHub, Google, or any OpenID Connect issuer."""

from __future__ import annotations

from openfactory.blueprints.auth.errors import UnknownProvider
from openfactory.blueprints.auth.models import Identity, Session
from openfactory.blueprints.auth.service.accounts import create_account
from openfactory.blueprints.auth.settings import AuthSettings
from openfactory.core import clock
from openfactory.core.access import Access
from openfactory.core.db.transactions import transaction
from openfactory.core.oidc import GITHUB_SCOPES, GOOGLE_ISSUER, Provider
from openfactory.core.oidc import Identity as Proof
from openfactory.shared.accounts.models import User


def providers(settings: AuthSettings) -> dict[str, Provider]:
    """The providers that the settings name."""
    found: dict[str, Provider] = {}
    if settings.github_client_id:
        found["github"] = Provider(
            name="github",
            client_id=settings.github_client_id,
            client_secret=settings.github_client_secret.get_secret_value(),
            scopes=GITHUB_SCOPES,
            github_url=settings.github_url,
            github_api_url=settings.github_api_url,
        )
    if settings.google_client_id:
        found["google"] = Provider(
            name="google",
            issuer=GOOGLE_ISSUER,
            client_id=settings.google_client_id,
            client_secret=settings.google_client_secret.get_secret_value(),
        )
    for name, issuer in settings.providers.items():
        found[name] = Provider(
            name=name,
            issuer=str(issuer.issuer).rstrip("/"),
            client_id=issuer.client_id,
            client_secret=issuer.client_secret.get_secret_value(),
        )
    return found


def provider_named(settings: AuthSettings, name: str) -> Provider:
    """The provider of this name, or 404."""
    found = providers(settings).get(name)
    if found is None:
        raise UnknownProvider
    return found


async def user_of(access: Access, proof: Proof) -> User:
    """The user whom a provider has vouched for: known by identity, else by verified address, else new."""
    async with transaction(access):
        known = Identity.across_tenants("the provider says whose it is")
        identity = await known.filter(provider=proof.provider, subject=proof.subject).first()
        if identity is not None:
            return await User.get(id=identity.user_id)
        user = await _by_address(proof) or await _new(access, proof)
        await Identity.create(user_id=user.id, provider=proof.provider, subject=proof.subject)
    return user


async def _by_address(proof: Proof) -> User | None:
    if not proof.email_verified:
        return None
    user = await User.get_or_none(email=proof.email.lower())
    if user is not None and user.email_verified_at is None:
        # Somebody may have made this account with an address that was not theirs. The provider has proved
        # whose it is: what the other one could sign in with must go.
        user.password_hash = None
        user.email_verified_at = clock.now()
        await user.save()
        await Session.across_tenants("of the user being signed in").filter(user_id=user.id).delete()
    return user


async def _new(access: Access, proof: Proof) -> User:
    name = (proof.name or proof.email.partition("@")[0])[:200]
    account = await create_account(
        access,
        proof.email.lower(),
        name,
        password=None,
        organization_name=f"{name[:180]}'s organization",
        avatar_url=proof.avatar_url,
    )
    if proof.email_verified:
        account.user.email_verified_at = clock.now()
        await account.user.save()
    return account.user
