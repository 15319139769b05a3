"""API keys."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, Field, StringConstraints

from openfactory.blueprints.organizations.schemas.members import PersonOut
from openfactory.blueprints.organizations.schemas.moments import GivenMoment
from openfactory.blueprints.organizations.scopes import known_scope
from openfactory.core.http.schemas import In, Moment, Name, Out, Ref

Scope = Annotated[str, StringConstraints(max_length=60), AfterValidator(known_scope), Field(examples=["project:read"])]


class CreateApiKey(In):
    """A key of the caller's. With `projectId` it reaches that project alone."""

    name: Name
    scopes: Annotated[frozenset[Scope], Field(min_length=1, max_length=50)]
    project_id: Annotated[UUID, Ref("project")] | None = None
    expires_at: GivenMoment | None = None


class RotateApiKey(In):
    """How long the present secret goes on working."""

    overlap_seconds: Annotated[int, Field(ge=0, le=604_800, description="At most a week.")] = 0


class ApiKeyOut(Out):
    """A key's metadata. `prefix` is how the key begins, to tell it from others."""

    id: UUID
    name: str
    scopes: list[str]
    project_id: UUID | None
    prefix: str
    created_at: Moment
    expires_at: Moment | None
    last_used_at: Moment | None
    created_by: PersonOut


class ApiKeySecret(ApiKeyOut):
    """The key, to send as `Authorization: Bearer …`; it is shown only here."""

    key: str


class RotatedApiKey(ApiKeySecret):
    """The new key, and until when the one before works."""

    previous_until: Moment


class ApiKeyList(Out):
    """Keys that have not ended, the newest first."""

    api_keys: list[ApiKeyOut]
    next_cursor: str | None
