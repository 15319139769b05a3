"""Evidence for acceptance criteria, and whether a work order may be done without more of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from openfactory.blueprints.planner.criteria import Criterion, criteria_of
from openfactory.blueprints.planner.errors import CriteriaOpen, Full
from openfactory.blueprints.planner.events import WorkOrderEvidenced
from openfactory.blueprints.planner.models import Evidence, Texts, WorkOrder
from openfactory.blueprints.planner.schemas.evidence import GiveEvidence
from openfactory.blueprints.planner.service.holding import check_hold
from openfactory.blueprints.projects.api import read_project
from openfactory.core.access import Access
from openfactory.core.db.transactions import transaction
from openfactory.core.errors import Invalid
from openfactory.shared.archiving import require_open
from openfactory.shared.rich_text import Node

MOST = 1000
SECTION, DEMAND = "planner", "evidenceRequired"


async def is_demanded(access: Access) -> bool:
    """Whether the project's settings say `{"planner": {"evidenceRequired": true}}`, or the same in one word."""
    settings = (await read_project(access)).settings
    section = settings.get(SECTION)
    wanted = section.get(DEMAND) if isinstance(section, dict) else settings.get(f"{SECTION}.{DEMAND}")
    return wanted is True


async def list_evidence(access: Access, work_order_id: UUID) -> dict[str, Any]:
    """Each criterion with what there is for it, and what there is for none any more."""
    order = await WorkOrder.require(access, work_order_id)
    rows = await Evidence.visible_to(access).filter(work_order_id=order.id).select_related("created_by").order_by("id")
    matched = _by_criterion(rows)
    criteria = criteria_of(await criteria_text(order.id))
    current = {(criterion.id, criterion.content_hash) for criterion in criteria}
    return {
        "evidenceRequired": await is_demanded(access),
        "criteria": [_stated(criterion, matched[criterion.id, criterion.content_hash]) for criterion in criteria],
        "outdated": [row for row in rows if (row.criterion, row.content_hash) not in current],
    }


async def give_evidence(access: Access, work_order_id: UUID, wanted: GiveEvidence) -> Evidence:
    """Say what shows that a criterion is met, or why it need not be."""
    async with transaction(access) as tx:
        require_open(access)
        order = await WorkOrder.require(access, work_order_id, lock=True)
        check_hold(access, order, wanted.fence)
        criterion = _named(wanted.criterion, criteria_of(await criteria_text(order.id)))
        if await Evidence.visible_to(access).filter(work_order_id=order.id).count() >= MOST:
            raise Full(f"a work order has at most {MOST} pieces of evidence")
        evidence = await Evidence.create(
            project_id=access.project,
            work_order_id=order.id,
            criterion=criterion.id,
            content_hash=criterion.content_hash,
            kind=wanted.kind,
            ref=wanted.ref,
            reason=wanted.reason,
            created_by_id=access.caller.user_id,
        )
        tx.emit(
            WorkOrderEvidenced(
                work_order_id=order.id,
                key=order.key,
                evidence_id=evidence.id,
                criterion=criterion.id,
                kind=wanted.kind,
                ref=wanted.ref,
            )
        )
    await evidence.fetch_related("created_by")
    return evidence


async def require_evidence(access: Access, order: WorkOrder, text: Node | None) -> None:
    """Refuse where the project demands evidence and a criterion of this text has none."""
    if not await is_demanded(access):
        return
    rows = await Evidence.visible_to(access).filter(work_order_id=order.id)
    there = set(_by_criterion(rows))
    missing = [criterion.id for criterion in criteria_of(text) if (criterion.id, criterion.content_hash) not in there]
    if missing:
        raise CriteriaOpen(f"no evidence for {', '.join(missing[:10])}", criteria=missing)


async def criteria_text(work_order_id: UUID) -> Node | None:
    """The text of acceptance criteria, of a work order that the caller has found."""
    texts = await Texts.get_or_none(work_order_id=work_order_id)
    return texts.acceptance_criteria if texts else None


def _named(name: str, criteria: list[Criterion]) -> Criterion:
    for criterion in criteria:
        if criterion.id == name:
            return criterion
    there = ", ".join(criterion.id for criterion in criteria[:20]) or "none"
    raise Invalid.at("/body/criterion", f"no criterion has this name; there are {there}", code="unknown_criterion")


def _by_criterion(rows: Iterable[Evidence]) -> defaultdict[tuple[str, str], list[Evidence]]:
    found: defaultdict[tuple[str, str], list[Evidence]] = defaultdict(list)
    for row in rows:
        found[row.criterion, row.content_hash].append(row)
    return found


def _stated(criterion: Criterion, evidence: list[Evidence]) -> dict[str, Any]:
    met = any(row.kind != "skip" for row in evidence)
    state = "evidenced" if met else "skipped" if evidence else "open"
    return {"criterion": criterion.id, "text": criterion.text, "state": state, "evidence": evidence}
