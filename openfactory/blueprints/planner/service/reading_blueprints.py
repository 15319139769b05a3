"""What an extraction is made from: blueprints, requirements, and the rules of a template."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

import msgspec

from openfactory.blueprints.foundry.api import FOUNDRY
from openfactory.blueprints.planner.errors import ExtractionTooLarge
from openfactory.blueprints.planner.extraction.blueprints import Blueprint, Requirement, Requirements
from openfactory.blueprints.planner.extraction.rules import Rules
from openfactory.blueprints.planner.schemas.extractions import Extract
from openfactory.blueprints.projects.api import templates_for
from openfactory.blueprints.refinery.api import REFINERY
from openfactory.core.access import Access
from openfactory.core.db.queries import as_id, as_uuid
from openfactory.core.errors import NotFound
from openfactory.shared.documents.service.current import (
    documents_in_order,
    documents_named,
    requirements_now,
    words_of,
)

MOST_BLUEPRINTS = 500
LARGEST = 20_000_000  # bytes of their contents' JSON together
MOST_REQUIREMENTS = 20_000

Row = Mapping[str, Any]
_templates = templates_for("planner_extraction")


async def rules_of(access: Access, wanted: Extract) -> Rules:
    """What the named template says, with the named strategy; with neither the project's or organization's template."""
    if wanted.strategy is not None and wanted.template_id is None:
        return Rules(strategy=wanted.strategy)
    content = await _templates(access, wanted.template_id)
    rules = Rules() if content is None else Rules.of(content)
    return rules if wanted.strategy is None else replace(rules, strategy=wanted.strategy)


async def read_blueprints(access: Access, blueprint_id: UUID | None) -> Sequence[Row]:
    """One blueprint, or 404; else all of the project's that the bounds allow."""
    access.demand(FOUNDRY.reading)
    if blueprint_id is not None:
        await FOUNDRY.require(access, blueprint_id)
        return await documents_named(access, [blueprint_id])
    rows, size = [], 0
    async for row in documents_in_order(access, FOUNDRY):
        rows.append(row)
        size += len(row["content"])
        if len(rows) > MOST_BLUEPRINTS or size > LARGEST:
            raise ExtractionTooLarge(
                f"at most {MOST_BLUEPRINTS} blueprints and {LARGEST} bytes of text are read at once: "
                "extract from one blueprint at a time"
            )
    return rows


def blueprint_of(row: Row) -> Blueprint:
    """A blueprint with its content, which takes its time for a long one."""
    return Blueprint(
        id=as_id(row["id"]),
        title=row["title"],
        version_number=row["last_version"],
        content=msgspec.json.decode(row["content"]),
        feature_id=as_uuid(row["feature_id"]),
        feature_name=row["feature_name"],
        sliceable=_is_sliceable(row["type"]),
    )


def _is_sliceable(kind: str) -> bool:
    try:
        return FOUNDRY.kind(kind).of_feature
    except NotFound:  # of a kind that there is no more
        return False


async def read_requirements(access: Access) -> Requirements:
    """The project's requirements, for those who may see them."""
    rows = await requirements_now(access, MOST_REQUIREMENTS) if access.may(REFINERY.reading) else []
    return Requirements(map(_requirement, rows))


def _requirement(row: Row) -> Requirement:
    return Requirement(
        id=as_id(row["id"]),
        key=row["key"],
        text=words_of(row),
        content_hash=row["content_hash"],
        parent=row["parent_key"],
        written=row["written_key"],
        feature_id=as_uuid(row["feature_id"]),
    )
