"""Work orders as subjects: what can be commented on, searched and linked."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from openfactory.blueprints.planner.models import Texts, WorkOrder
from openfactory.blueprints.planner.schemas.work_orders import TEXTS
from openfactory.core.access import Access
from openfactory.core.subjects import Found, Subject, register_subject
from openfactory.shared.rich_text import one_line
from openfactory.shared.search.reindexing import Said, register_reindexer, rows_behind


@dataclass(frozen=True)
class Told:
    """A work order with what it says."""

    order: WorkOrder
    texts: Texts | None


def plain(texts: Texts | None) -> str:
    """All that a work order says, without its title."""
    documents = [getattr(texts, name) for name in TEXTS] if texts else []
    return "\n".join(one_line(document) for document in documents if document)


async def _told(access: Access, work_order_id: UUID) -> Told:
    order = await WorkOrder.require(access, work_order_id)
    return Told(order, await Texts.get_or_none(work_order_id=order.id))


async def _said(access: Access, after: UUID, most: int) -> list[Said]:
    orders = await rows_behind(WorkOrder, access, after, most)
    texts = {row.work_order_id: row for row in await Texts.filter(work_order_id__in=[order.id for order in orders])}
    return [Said(order.id, named(order), plain(texts.get(order.id))) for order in orders]


def named(order: WorkOrder) -> str:
    """Its name for people: key and title."""
    return f"{order.key} {order.title}"


def found(order: WorkOrder) -> Found:
    """A work order that is there as a subject, without its texts."""
    return Found("work_order", order.id, named(order), _path(order), "")


def _path(order: WorkOrder) -> str:
    return f"/api/projects/{order.project_id}/planner/work-orders/{order.id}"


register_subject(
    Subject(
        kind="work_order",
        load=_told,
        title=lambda told: named(told.order),
        path=lambda told: _path(told.order),
        needs="planner.read",
        text=lambda told: plain(told.texts),
    )
)
register_reindexer("work_order", _said)
