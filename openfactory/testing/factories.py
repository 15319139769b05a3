"""Making what a test is given: people, organizations, projects, and whatever a module registers.

A module's package registers how one of its rows is made by `specimen`; the tenancy probe makes the same rows.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from itertools import count
from typing import Any
from uuid import UUID

import httpx

from openfactory.core.access import Access, Caller, Origin, Role
from openfactory.core.db.transactions import transaction
from openfactory.core.settings import Settings
from openfactory.core.settings.secret_key import secret_key
from openfactory.shared.accounts.models import Organization, User
from openfactory.shared.accounts.organizations import found_organization, join
from openfactory.testing.harness import Client

PASSWORD = "correct horse battery staple"
_numbers = count(1)


@dataclass(frozen=True)
class People:
    """An organization with an admin and a member, and a stranger who has their own."""

    organization: Organization
    ann: User  # admin
    bob: User  # member
    stranger: User
    elsewhere: Organization


@dataclass(frozen=True)
class Place:
    """Where specimens are made: by whom, in which organization, and (where there are projects) which project."""

    access: Access
    user: User
    organization: Organization
    project_id: UUID | None = None


Maker = Callable[["Factory", Place], Awaitable[Any]]
SPECIMENS: dict[str, Maker] = {}


def specimen(kind: str) -> Callable[[Maker], Maker]:
    """Register how a row of `kind` is made in a place; the maker returns its id, or what stands for it in a path."""

    def register(maker: Maker) -> Maker:
        SPECIMENS[kind] = maker
        return maker

    return register


@dataclass
class Factory:
    """Makes rows through the services, so that what a test is given could have come about."""

    client: Client
    settings: Settings
    _clients: list[httpx.AsyncClient] = field(default_factory=list)

    async def user(self, name: str = "Ann", *, email: str | None = None) -> User:
        """A user who can sign in with `PASSWORD`; each has an address of their own."""
        address = email or f"{name.lower().replace(' ', '.')}{next(_numbers)}@example.com"
        return await User.create(email=address, name=name, password_hash=await _hashed())

    async def organization(self, owner: User, name: str = "Acme") -> Organization:
        """An organization with the owner as its admin."""
        return await found_organization(self.access(owner), name)

    async def member(self, organization: Organization, name: str = "Bob", *, role: Role = Role.MEMBER) -> User:
        """A new user who is a member."""
        user = await self.user(name)
        inside = self.access(user).within(organization_id=organization.id)
        async with transaction(inside) as tx:
            await join(tx, inside, user.id, role)
        return user

    async def people(self) -> People:
        """Two people of one organization, and a stranger."""
        ann, stranger = await self.user("Ann"), await self.user("Stranger")
        organization = await self.organization(ann)
        elsewhere = await self.organization(stranger, "Elsewhere")
        return People(organization, ann, await self.member(organization), stranger, elsewhere)

    async def project(self, owner: User, organization: Organization, name: str = "Rocket") -> Any:
        """A project."""
        from openfactory.blueprints.projects import api as projects

        inside = self.access(owner).within(organization_id=organization.id)
        return await projects.create_project(inside, name)

    @staticmethod
    def word() -> str:
        """A text that no other call gives."""
        return f"word-{next(_numbers)}"

    async def specimen(self, kind: str, place: Place) -> Any:
        """A row of a registered kind."""
        return await SPECIMENS[kind](self, place)

    def access(self, user: User, *, organization_id: UUID | None = None, project_id: UUID | None = None) -> Access:
        """The user's access with every right, for calling a service directly."""
        everything = frozenset(self.client.app.ctx.openfactory.resolver.permissions)
        caller, origin = Caller("session", user.id, user.name), Origin(request_id="test")
        return Access(caller, organization_id, project_id, Role.ADMIN, everything, origin)

    def client_for(self, user: User, *, below: str = "", **headers: str) -> Client:
        """A client signed in as the user. Its session starts with its first request."""
        client = self.client.another(
            auth=_Session(self, user), base_url=f"http://test{below}", headers=headers, timeout=30
        )
        self._clients.append(client)
        return client

    async def token(self, user: User) -> str:
        """A session token of the user."""
        from openfactory.blueprints.auth.service.sessions import start_session

        started = await start_session(self.access(user), user, key=secret_key(self.settings), days=1)
        return started.token

    async def close(self) -> None:
        """Close the clients."""
        for client in self._clients:
            await client.aclose()


class _Session(httpx.Auth):
    def __init__(self, factory: Factory, user: User) -> None:
        self._factory, self._user, self._token = factory, user, ""

    async def async_auth_flow(self, request: httpx.Request) -> AsyncIterator[httpx.Request]:  # type: ignore[override]
        self._token = self._token or await self._factory.token(self._user)
        request.headers["authorization"] = f"Bearer {self._token}"
        yield request


async def _hashed() -> str:
    """The hash of `PASSWORD`: Argon2 is slow on purpose, so it is made once."""
    global _hash  # noqa: PLW0603
    if not _hash:
        from openfactory.core.security.passwords import hash_password

        _hash = await hash_password(PASSWORD)
    return _hash


_hash = ""
