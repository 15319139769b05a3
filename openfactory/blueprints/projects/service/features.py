"""Creating, renaming, moving and deleting features. Changes of one project's features queue at its row."""

from __future__ import annotations

from uuid import UUID

from openfactory.blueprints.projects.errors import TooManyFeatures
from openfactory.blueprints.projects.events import (
    FeatureCreated,
    FeatureDeleted,
    FeatureMoved,
    FeatureRenamed,
)
from openfactory.blueprints.projects.models import Feature, Project
from openfactory.blueprints.projects.schemas.features import ChangeFeature, CreateFeature
from openfactory.blueprints.projects.service.counters import count
from openfactory.blueprints.projects.service.feature_tree import check_parent, place_for
from openfactory.blueprints.projects.service.projects import lock_project
from openfactory.core import clock
from openfactory.core.access import Access
from openfactory.core.db.queries import Query, as_uuid
from openfactory.core.db.transactions import Transaction, transaction
from openfactory.shared.accounts.slugs import another, slug_of
from openfactory.shared.documents.service.features import follow_name, let_go
from openfactory.shared.search.service import forget, put

MOST = 10_000

_DELETE = Query(
    "projects.delete_feature",
    "WITH RECURSIVE doomed AS ("
    "SELECT id FROM projects_features WHERE id = :feature_id AND project_id = :project_id "
    "UNION SELECT f.id FROM projects_features f JOIN doomed ON f.parent_id = doomed.id "
    "WHERE f.deleted_at IS NULL"
    ") UPDATE projects_features SET deleted_at = :now, updated_at = :now, version = version + 1 "
    "WHERE id IN (SELECT id FROM doomed) RETURNING id",
)


async def read_feature(access: Access, feature_id: UUID) -> Feature:
    """A feature of the project, or 404."""
    return await Feature.require(access, feature_id)


async def create_feature(access: Access, wanted: CreateFeature) -> Feature:
    """Add a feature to the tree."""
    async with transaction(access) as tx:
        project = await lock_project(access)
        if wanted.parent_id is not None:
            await Feature.require(access, wanted.parent_id)
            await check_parent(access, wanted.parent_id)
        if project.feature_count >= MOST:
            raise TooManyFeatures(f"a project has at most {MOST} features")
        feature = await Feature.create(
            project_id=project.id,
            parent_id=wanted.parent_id,
            name=wanted.name,
            slug=await _free_slug(project, wanted.name),
            sort_order=await place_for(access, wanted.parent_id, wanted.sort_order, None),
        )
        await count(project.id, "feature", 1)
        await put(access, "feature", feature.id, feature.name)
        tx.emit(FeatureCreated(feature_id=feature.id, title=feature.name, parent_id=feature.parent_id))
    return feature


async def _free_slug(project: Project, name: str) -> str:
    slug = slug_of(name, "feature")
    features = Feature.across_tenants("the caller has locked the project").filter(project_id=project.id)
    return another(slug) if await features.filter(slug=slug).exists() else slug


async def change_feature(access: Access, feature_id: UUID, wanted: ChangeFeature) -> Feature:
    """Rename a feature, put it below another one, or at another place among its siblings."""
    async with transaction(access) as tx:
        await lock_project(access)
        feature = await Feature.require_current(access, feature_id)
        old_name = feature.name
        renamed = _rename(tx, feature, wanted)
        if await _move(tx, feature, wanted) or renamed:
            await feature.save(update_fields=["name", "parent_id", "sort_order"])
        if renamed:
            await put(access, "feature", feature.id, feature.name)
            await follow_name(tx, feature.id, old_name, feature.name)
    return feature


def _rename(tx: Transaction, feature: Feature, wanted: ChangeFeature) -> bool:
    if wanted.name is None or wanted.name == feature.name:
        return False
    changes = {"name": {"old": feature.name, "new": wanted.name}}
    feature.name = wanted.name
    tx.emit(FeatureRenamed(feature_id=feature.id, title=feature.name, changes=changes))
    return True


async def _move(tx: Transaction, feature: Feature, wanted: ChangeFeature) -> bool:
    old = {"parentId": feature.parent_id, "sortOrder": feature.sort_order}
    parent_id = wanted.parent_id if "parent_id" in wanted.model_fields_set else feature.parent_id
    elsewhere = parent_id != feature.parent_id
    if not elsewhere and wanted.sort_order in (None, feature.sort_order):
        return False
    if elsewhere and parent_id is not None:
        await Feature.require(tx.access, parent_id)
        await check_parent(tx.access, parent_id, feature.id)
    feature.parent_id = parent_id
    feature.sort_order = await place_for(tx.access, parent_id, wanted.sort_order, feature.id)
    new = {"parentId": feature.parent_id, "sortOrder": feature.sort_order}
    changes = {name: {"old": old[name], "new": new[name]} for name in old if old[name] != new[name]}
    tx.emit(
        FeatureMoved(feature_id=feature.id, parent_id=feature.parent_id, sort_order=feature.sort_order, changes=changes)
    )
    return True


async def delete_feature(access: Access, feature_id: UUID) -> None:
    """Delete a feature and all below it."""
    async with transaction(access) as tx:
        project = await lock_project(access)
        feature = await Feature.require_current(access, feature_id)
        gone = await _DELETE.rows(feature_id=feature.id, project_id=project.id, now=clock.now())
        gone_ids = [row_id for row in gone if (row_id := as_uuid(row["id"]))]
        await count(project.id, "feature", -len(gone_ids))
        await forget(access, "feature", gone_ids)
        await let_go(tx, gone_ids)
        below = [row_id for row_id in gone_ids if row_id != feature.id]
        tx.emit(FeatureDeleted(feature_id=feature.id, title=feature.name, descendant_ids=below))
