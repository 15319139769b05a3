"""From a token and a place to an `Access`, by one SQL statement."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from openfactory.core import background, clock
from openfactory.core.access.access import Access, Caller, Origin
from openfactory.core.access.credentials import Credential, Place
from openfactory.core.access.permissions import Permission, Role
from openfactory.core.db.queries import Query, as_uuid
from openfactory.core.errors import NotFound, Unauthenticated

NOWHERE = Place("nowhere", "NULL AS organization_id, NULL AS project_id, NULL AS role", "")


class Resolver:
    """Built once per application from what its modules declare."""

    def __init__(
        self,
        credentials: Iterable[Credential],
        places: Iterable[Place],
        permissions: Iterable[Permission],
    ) -> None:
        self.credentials = tuple(credentials)
        self.places = (NOWHERE, *places)
        self.permissions = {permission.name: permission for permission in permissions}
        self.secret_key = b""  # set when a worker starts: describing an application needs none
        self._queries = {
            (credential.kind, place.name): _query(credential, place)
            for credential in self.credentials
            for place in self.places
        }
        self._granted: dict[tuple[Role | None, frozenset[str] | None], frozenset[str]] = {}

    def place_of(self, arguments: Iterable[str], name: str | None = None) -> Place:
        """The innermost place that a path names, or the place of a name."""
        if name is not None:
            return next(place for place in self.places if place.name == name)
        by_argument = {place.argument: place for place in self.places if place.argument}
        named = [by_argument[argument] for argument in arguments if argument in by_argument]
        return named[-1] if named else NOWHERE

    async def resolve(
        self, token: str, place: Place, place_id: UUID | None, origin: Origin, *, used: bool = True
    ) -> Access:
        """The caller's access at the place; 401 for an unknown token, 404 for a place not theirs to see.

        Not `used`: the server looks by itself, and nobody has used the credential.
        """
        row, caller = await self._look_up(token, place, place_id, used)
        role = Role(row["role"]) if row["role"] else None
        organization_id, project_id = as_uuid(row["organization_id"]), as_uuid(row["project_id"])
        if place.argument and (role is None or not _within_key(caller, organization_id, project_id)):
            raise NotFound
        # A key for one project reaches its organization's own routes with no permission at all.
        scopes = frozenset() if caller.project_id and project_id is None else caller.scopes
        return Access(caller, organization_id, project_id, role, self._grant(role, scopes), origin)

    async def _look_up(
        self, token: str, place: Place, place_id: UUID | None, used: bool
    ) -> tuple[Mapping[str, Any], Caller]:
        for credential in self.credentials:
            if credential.accepts(token):
                query = self._queries[credential.kind, place.name]
                digest = credential.digest(self.secret_key, token)
                row = await query.one(digest=digest, now=clock.now(), place_id=place_id)
                if row is not None:
                    if used and (work := credential.seen(row)) is not None:
                        background.start(work)
                    return row, credential.caller(row)
                break
        raise Unauthenticated("the credential is unknown, expired or revoked")

    def _grant(self, role: Role | None, scopes: frozenset[str] | None) -> frozenset[str]:
        if (role, scopes) not in self._granted:
            self._granted[role, scopes] = frozenset(
                name for name, permission in self.permissions.items() if permission.held_by(role, scopes)
            )
        return self._granted[role, scopes]


def _query(credential: Credential, place: Place) -> Query:
    return Query(
        f"access.{credential.kind}.{place.name}",
        f"SELECT {credential.columns}, {place.columns} FROM {credential.tables} "
        f"{place.joins.replace('@home', credential.home)} WHERE {credential.where}",
    )


def _within_key(caller: Caller, organization_id: UUID | None, project_id: UUID | None) -> bool:
    """An API key reaches nothing outside its own organization, or its own project where it has one."""
    if caller.organization_id and caller.organization_id != organization_id:
        return False
    return caller.project_id is None or project_id is None or caller.project_id == project_id
