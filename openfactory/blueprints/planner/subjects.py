"""Work orders as subjects: what can be commented on, searched and linked."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from openfactory.blueprints.planner.models import Texts, WorkOrder
from openfactory.blueprints.planner.schemas.work_orders import TEXTS
from openfactory.core.access import Access
from openfactory.core.subjects import Found, Subject, register_subject
from openfactory.shared.rich_text import one_line


@dataclass(frozen=True)
class Told:
    """A work order with what it says."""

    order: WorkOrder
    texts: Texts | None

    @property
    def text(self) -> str:
        """All of its texts, plain."""
        documents = [getattr(self.texts, name) for name in TEXTS] if self.texts else []
        return "\n".join(one_line(document) for document in documents if document)


async def _told(access: Access, work_order_id: UUID) -> Told:
    order = await WorkOrder.require(access, work_order_id)
    return Told(order, await Texts.get_or_none(work_order_id=order.id))


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
        text=lambda told: told.text,
    )
)
