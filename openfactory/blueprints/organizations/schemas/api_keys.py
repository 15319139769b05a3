"""API keys."""

from __future__ import annotations

import re
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, Field, StringConstraints

from openfactory.blueprints.organizations.schemas.members import PersonOut
from openfactory.blueprints.organizations.schemas.moments import GivenMoment
from openfactory.blueprints.organizations.scopes import known_scope
from openfactory.core.http.schemas import In, Moment, Name, Out, Ref

Scope = Annotated[str, StringConstraints(max_length=60), AfterValidator(known_scope), Field(examples=["project:read"])]


_ORIGIN = re.compile(r"https?://(?:[a-z0-9-]+(?:\.[a-z0-9-]+)*|\[[0-9a-f:.]+\])(?::\d{1,5})?")


def _origins(found: frozenset[str]) -> frozenset[str]:
    """As browsers write them: in small letters, without the port that the scheme has anyway."""
    for origin in sorted(found):
        usual = ":443" if origin.startswith("https:") else ":80"
        if not _ORIGIN.fullmatch(origin) or origin.endswith(usual):
            raise ValueError(
                f"{origin[:80]!r} is no origin as browsers write it: scheme, host in small letters, and a port that is "
                "not the scheme's own, as in https://www.example.com; each origin by itself, without *"
            )
    return found


Origins = Annotated[
    frozenset[Annotated[str, StringConstraints(max_length=300)]],
    Field(max_length=20, examples=[[]], description="Whose pages may send the key, such as https://www.example.com."),
    AfterValidator(_origins),
]


class CreateApiKey(In):
    """A key of the caller's. With `projectId` it reaches that project alone.

    With `allowedOrigins` it can stand in web pages of these origins; everybody can read it there, so its scope can be
    `validator:write` alone. Without, browsers cannot use it on other sites.
    """

    name: Name
    scopes: Annotated[frozenset[Scope], Field(min_length=1, max_length=50)]
    project_id: Annotated[UUID, Ref("project")] | None = None
    allowed_origins: Origins = frozenset()
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
    allowed_origins: list[str]
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
