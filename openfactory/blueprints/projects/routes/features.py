"""Features over HTTP."""

from __future__ import annotations

from uuid import UUID

import msgspec

from openfactory.blueprints.projects.errors import FeatureCycle, TooDeep, TooManyFeatures
from openfactory.blueprints.projects.models import Feature
from openfactory.blueprints.projects.schemas.features import (
    ChangeFeature,
    CreateFeature,
    FeatureOut,
    FeatureTree,
)
from openfactory.blueprints.projects.service import features
from openfactory.blueprints.projects.service.feature_tree import read_tree
from openfactory.core.access import Access
from openfactory.core.http.endpoint import endpoint
from openfactory.core.http.routes import Routes
from openfactory.shared.archiving import Archived

routes = Routes("/<project_id:uuid>/features")


@routes.get("/")
@endpoint(needs="projects.read", reply=FeatureTree, trusted=True)
async def list_features(access: Access) -> bytes:
    """Give the whole tree of features."""
    return msgspec.json.encode({"features": await read_tree(access)})


@routes.post("/")
@endpoint(
    needs="projects.write",
    body=CreateFeature,
    reply=FeatureOut,
    status=201,
    versioned=True,
    errors=(Archived, TooDeep, TooManyFeatures),
)
async def create_feature(access: Access, body: CreateFeature) -> Feature:
    """Create a feature, at the top or below another one."""
    return await features.create_feature(access, body)


@routes.get("/<feature_id:uuid>")
@endpoint(needs="projects.read", reply=FeatureOut, versioned=True)
async def read_feature(access: Access, feature_id: UUID) -> Feature:
    """Give a feature."""
    return await features.read_feature(access, feature_id)


@routes.patch("/<feature_id:uuid>")
@endpoint(
    needs="projects.write",
    body=ChangeFeature,
    reply=FeatureOut,
    versioned=True,
    errors=(Archived, FeatureCycle, TooDeep),
)
async def change_feature(access: Access, feature_id: UUID, body: ChangeFeature) -> Feature:
    """Rename a feature, move it below another one, or give it another place among its siblings."""
    return await features.change_feature(access, feature_id, body)


@routes.delete("/<feature_id:uuid>")
@endpoint(needs="projects.write", errors=(Archived,))
async def delete_feature(access: Access, feature_id: UUID) -> None:
    """Delete a feature and all below it."""
    await features.delete_feature(access, feature_id)
