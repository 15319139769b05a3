"""Extracting work orders from blueprints: what is proposed, kept for a person to decide on."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any
from uuid import UUID

import msgspec

from openfactory.blueprints.foundry.api import FOUNDRY
from openfactory.blueprints.planner.errors import ExtractionDecided, ExtractionTooLarge
from openfactory.blueprints.planner.events import ExtractionProposed, ExtractionRejected
from openfactory.blueprints.planner.extraction.blueprints import Blueprint, Proposal, Requirements
from openfactory.blueprints.planner.extraction.extracting import extract as propose
from openfactory.blueprints.planner.extraction.rules import Rules
from openfactory.blueprints.planner.extraction.settling import Accepted, with_kept_keys
from openfactory.blueprints.planner.models import Extraction, ExtractionStatus
from openfactory.blueprints.planner.schemas.extractions import Extract, ExtractionQuery
from openfactory.blueprints.planner.service.deciding import require_person
from openfactory.blueprints.planner.service.extraction_shapes import (
    finished,
    known,
    proposal_of,
    read,
    shaped,
    unkept,
)
from openfactory.blueprints.planner.service.reading_blueprints import (
    Row,
    blueprint_of,
    read_blueprints,
    read_requirements,
    rules_of,
)
from openfactory.blueprints.planner.service.states import parts_of
from openfactory.core import clock
from openfactory.core.access import Access
from openfactory.core.db.queries import Query, as_id
from openfactory.core.db.transactions import transaction
from openfactory.core.http.pages import cut, read_cursor
from openfactory.core.ids import uuid7
from openfactory.shared.archiving import require_open
from openfactory.shared.json_values import decoded

MOST = 300  # proposals that are new or changed
_NEWEST = UUID(int=2**128 - 1)

# A work order that was deleted is none: its place can be proposed again.
_LIVING = "JOIN planner_work_orders w ON w.id = a.work_order_id AND w.deleted_at IS NULL"
_ACCEPTED = Query(
    "planner.accepted_proposals",
    f"SELECT a.key, a.digest, a.blueprint_id, a.parts, a.work_order_id FROM planner_accepted_proposals a {_LIVING} "
    "WHERE a.project_id = :project_id AND a.strategy = :strategy AND a.blueprint_id IN @each(:ids) ORDER BY a.key",
)
_PROPOSALS = Query(
    "planner.proposals",
    "SELECT p.key, p.body, q.digest, q.work_order_id FROM planner_proposals p LEFT JOIN ("
    f"SELECT a.key, a.project_id, a.digest, a.work_order_id FROM planner_accepted_proposals a {_LIVING}"
    ") q ON q.key = p.key AND q.project_id = p.project_id "
    "WHERE p.extraction_id = :extraction_id AND p.project_id = :project_id ORDER BY p.place",
)
_ADD = Query(
    "planner.add_proposal",
    "INSERT INTO planner_proposals (id, created_at, updated_at, version, project_id, extraction_id, place, key, body) "
    "VALUES (:id, :now, :now, 1, :project_id, :extraction_id, :place, :key, :body)",
)
_LIST = Query(
    "planner.extractions",
    'SELECT e.id, e.status, e.strategy, e.blueprint_id AS "blueprintId", e.template_id AS "templateId", '
    '(SELECT COUNT(*) FROM planner_proposals p WHERE p.extraction_id = e.id) AS "proposalCount", '
    "c.id AS creator_id, c.name AS creator_name, d.id AS decider_id, d.name AS decider_name, "
    '@time(e.created_at) AS "createdAt", @time(e.decided_at) AS "decidedAt" '
    "FROM planner_extractions e LEFT JOIN accounts_users c ON c.id = e.created_by_id "
    "LEFT JOIN accounts_users d ON d.id = e.decided_by_id "
    "WHERE e.project_id = :project_id AND e.id < :before AND (e.status = :status OR :status IS NULL) "
    "AND (e.id = :only OR :only IS NULL) ORDER BY e.id DESC LIMIT :most",
)


async def extract(access: Access, wanted: Extract) -> dict[str, Any]:
    """What blueprints propose. What is new or changed is kept, unless it is only to be looked at."""
    if not wanted.dry_run:
        require_open(access)
    rules = await rules_of(access, wanted)
    rows = await read_blueprints(access, wanted.blueprint_id)
    requirements, accepted = await read_requirements(access), await _accepted(access, rules, rows)
    # A long text takes tenths of a second.
    blueprints, proposals = await asyncio.to_thread(_proposed, rows, rules, requirements, accepted)
    before = {row.key: row for row in accepted}
    open_ones = [one for one in proposals if one.key not in before or before[one.key].digest != one.digest]
    if len(open_ones) > MOST:
        raise ExtractionTooLarge(
            f"{len(open_ones)} work orders would be proposed, and at most {MOST} can be at once: extract from fewer "
            "blueprints at a time, or leave sections out by a template"
        )
    summary = {
        "blueprints": read(blueprints, proposals),
        "unchanged": [
            {"key": one.key, "title": one.title, "workOrderId": before[one.key].work_order_id}
            for one in proposals
            if one.key in before and before[one.key].digest == one.digest
        ],
    }
    if wanted.dry_run or not open_ones:
        return unkept(wanted, rules, summary, [shaped(one, before.get(one.key)) for one in open_ones])
    return await read_extraction(access, await _keep(access, wanted, rules, summary, open_ones))


async def _accepted(access: Access, rules: Rules, rows: Sequence[Row]) -> list[Accepted]:
    ids = msgspec.json.encode([str(row["id"]) for row in rows]).decode()
    found = await _ACCEPTED.rows(project_id=access.project, strategy=rules.strategy, ids=ids)
    return [
        Accepted(
            key=row["key"],
            digest=row["digest"],
            blueprint_id=as_id(row["blueprint_id"]),
            parts=tuple(parts_of(decoded(row["parts"]))),
            work_order_id=as_id(row["work_order_id"]),
        )
        for row in found
    ]


def _proposed(
    rows: Sequence[Row], rules: Rules, requirements: Requirements, accepted: Sequence[Accepted]
) -> tuple[list[Blueprint], list[Proposal]]:
    blueprints = [blueprint_of(row) for row in rows]
    return blueprints, with_kept_keys(propose(blueprints, rules, requirements), accepted)


async def _keep(
    access: Access, wanted: Extract, rules: Rules, summary: dict[str, Any], proposals: Sequence[Proposal]
) -> UUID:
    async with transaction(access) as tx:
        extraction = await Extraction.create(
            project_id=access.project,
            blueprint_id=wanted.blueprint_id,
            template_id=wanted.template_id,
            strategy=rules.strategy,
            summary=msgspec.to_builtins(summary),
            created_by_id=access.caller.user_id,
            author_kind=access.caller.actor_kind,
        )
        now = clock.now()
        rows = [
            {
                "id": uuid7(),
                "now": now,
                "project_id": access.project,
                "extraction_id": extraction.id,
                "place": place,
                "key": proposal.key,
                "body": msgspec.json.encode(proposal).decode(),
            }
            for place, proposal in enumerate(proposals)
        ]
        await _ADD.run_many(rows)
        tx.emit(
            ExtractionProposed(
                extraction_id=extraction.id,
                blueprint_id=wanted.blueprint_id,
                strategy=rules.strategy,
                count=len(proposals),
            )
        )
    return extraction.id


async def list_extractions(access: Access, query: ExtractionQuery) -> tuple[Sequence[dict[str, Any]], str | None]:
    """Extractions without their proposals, the latest first."""
    (before,) = read_cursor(query.cursor, tuple[UUID]) or (_NEWEST,)
    status = query.status.value if query.status else None
    rows = await _LIST.rows(project_id=access.project, before=before, status=status, only=None, most=query.limit + 1)
    page, following = cut(rows, query.limit, lambda row: (row["id"],))
    return [finished(row) for row in page], following


async def read_extraction(access: Access, extraction_id: UUID) -> dict[str, Any]:
    """An extraction with its proposals, each with what has come of it by now."""
    access.demand(FOUNDRY.reading)
    extraction = await Extraction.require(access, extraction_id)
    where = {"project_id": access.project, "before": _NEWEST, "status": None, "only": extraction_id, "most": 1}
    (row,) = await _LIST.rows(**where)
    found = await _PROPOSALS.rows(project_id=access.project, extraction_id=extraction_id)
    proposals = [shaped(proposal_of(one["body"]), known(one)) for one in found]
    return {**finished(row), **extraction.summary, "proposals": proposals}


async def reject_extraction(access: Access, extraction_id: UUID) -> dict[str, Any]:
    """Want none of its proposals. To repeat it changes nothing."""
    require_person(access)
    async with transaction(access) as tx:
        require_open(access)
        extraction = await Extraction.require(access, extraction_id, lock=True)
        if extraction.status is ExtractionStatus.PENDING:
            await decide(access, extraction, ExtractionStatus.REJECTED)
            tx.emit(ExtractionRejected(extraction_id=extraction.id))
        elif extraction.status is not ExtractionStatus.REJECTED:
            raise ExtractionDecided("proposals of it have been accepted")
    return await read_extraction(access, extraction_id)


async def decide(access: Access, extraction: Extraction, status: ExtractionStatus) -> None:
    """Note what has become of it."""
    extraction.status, extraction.decided_at = status, clock.now()
    extraction.decided_by_id = access.caller.user_id
    await extraction.save(update_fields=["status", "decided_at", "decided_by_id"])
