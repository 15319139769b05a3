"""Features."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from pydantic import Field

from openfactory.core.http.schemas import In, Moment, Name, Out, Ref

ParentId = Annotated[UUID, Ref("feature")]
SortOrder = Annotated[
    int,
    Field(ge=0, le=1_000_000, description="The place among its siblings; one that is taken is made free."),
]


class CreateFeature(In):
    """A new feature: below `parentId` or at the top, and the last there unless `sortOrder` says otherwise."""

    name: Name
    parent_id: ParentId | None = None
    sort_order: SortOrder | None = None


class ChangeFeature(In):
    """What is not given stays; a null `parentId` moves to the top. Without `sortOrder` it comes last."""

    name: Name | None = None
    parent_id: ParentId | None = None
    sort_order: SortOrder | None = None


class FeatureOut(Out):
    """A feature. The slug stays when the name changes."""

    id: UUID
    name: str
    slug: str
    parent_id: UUID | None
    sort_order: int
    created_at: Moment
    updated_at: Moment


class FeatureNode(Out):
    """A feature and all below it."""

    id: UUID
    name: str
    slug: str
    parent_id: UUID | None
    sort_order: int
    children: list[FeatureNode]


class FeatureTree(Out):
    """The project's features, siblings in their order."""

    features: list[FeatureNode]
