"""Extractions and proposals as the wire has them, and as they are kept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from openfactory.blueprints.planner.extraction.blueprints import Blueprint, Proposal
from openfactory.blueprints.planner.extraction.rules import Rules
from openfactory.blueprints.planner.extraction.settling import Accepted
from openfactory.blueprints.planner.models import ExtractionStatus
from openfactory.blueprints.planner.schemas.extractions import Extract
from openfactory.core.db.queries import as_id


def read(blueprints: Sequence[Blueprint], proposals: Sequence[Proposal]) -> list[dict[str, Any]]:
    """The blueprints that were read, with the numbers of their proposals."""
    counts = Counter(proposal.blueprint_id for proposal in proposals)
    return [
        {"id": one.id, "title": one.title, "versionNumber": one.version_number, "proposalCount": counts[one.id]}
        for one in blueprints
    ]


def unkept(
    wanted: Extract, rules: Rules, summary: dict[str, Any], proposals: Sequence[dict[str, Any]]
) -> dict[str, Any]:
    """An extraction that is not kept: a dry run, or one with nothing to decide on."""
    return {
        "id": None,
        "status": ExtractionStatus.PENDING.value,
        "strategy": rules.strategy,
        "blueprintId": wanted.blueprint_id,
        "templateId": wanted.template_id,
        "proposalCount": len(proposals),
        "createdBy": None,
        "createdAt": None,
        "decidedBy": None,
        "decidedAt": None,
        **summary,
        "proposals": proposals,
    }


def known(row: Mapping[str, Any]) -> Accepted | None:
    """What has come of a proposal, out of its row: of it, only the digest and the work order count."""
    if row["work_order_id"] is None:
        return None
    work_order_id = as_id(row["work_order_id"])
    return Accepted(row["key"], row["digest"], work_order_id, (), work_order_id)


def proposal_of(body: str) -> Proposal:
    """A proposal as it is kept."""
    return msgspec.json.decode(body, type=Proposal)


def shaped(proposal: Proposal, accepted: Accepted | None) -> dict[str, Any]:
    """A proposal as the wire has it."""
    same = accepted is not None and accepted.digest == proposal.digest
    return {
        "key": proposal.key,
        "status": "new" if accepted is None else "accepted" if same else "changed",
        "workOrderId": accepted.work_order_id if accepted else None,
        "title": proposal.title,
        "description": proposal.description,
        "acceptanceCriteria": proposal.acceptance_criteria,
        "outOfScope": proposal.out_of_scope,
        "implementationPlan": proposal.implementation_plan,
        "source": {
            "blueprintId": proposal.blueprint_id,
            "blueprintTitle": proposal.blueprint_title,
            "versionNumber": proposal.version_number,
            "headingPath": proposal.heading_path,
            "position": proposal.pointer,
        },
        "phase": proposal.phase,
        "featureId": proposal.feature_id,
        "deliverableType": proposal.deliverable_type,
        "requirements": [{"id": met.id, "key": met.key} for met in proposal.requirements],
        "dependsOn": proposal.depends_on,
        "unresolved": proposal.unresolved,
    }


def finished(row: dict[str, Any]) -> dict[str, Any]:
    """A row of the list."""
    for name, column in (("createdBy", "creator"), ("decidedBy", "decider")):
        user_id, user_name = row.pop(f"{column}_id"), row.pop(f"{column}_name")
        row[name] = {"id": user_id, "name": user_name} if user_id else None
    return row
