"""Facts that the planner announces. `title` is a name at that moment, `key` such as WO-12."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from openfactory.core.events import Event


@dataclass(frozen=True, kw_only=True)
class PhaseCreated(Event):
    """There is a new phase."""

    name: ClassVar[str] = "planner.phase.created"
    phase_id: UUID
    title: str


@dataclass(frozen=True, kw_only=True)
class PhaseChanged(Event):
    """A phase has another name, description or place. Phases that were in the way have moved on by one."""

    name: ClassVar[str] = "planner.phase.changed"
    phase_id: UUID
    title: str


@dataclass(frozen=True, kw_only=True)
class PhaseDeleted(Event):
    """A phase is gone; its work orders are in none now, for which there are no events of their own."""

    name: ClassVar[str] = "planner.phase.deleted"
    phase_id: UUID
    title: str


@dataclass(frozen=True, kw_only=True)
class WorkOrderCreated(Event):
    """There is a new work order."""

    name: ClassVar[str] = "planner.work_order.created"
    work_order_id: UUID
    key: str
    title: str
    status: str
    phase_id: UUID | None
    feature_id: UUID | None


@dataclass(frozen=True, kw_only=True)
class WorkOrderChanged(Event):
    """A work order has another title, feature or type, other texts, people or dependencies.

    Of texts, `changes` has the beginnings.
    """

    name: ClassVar[str] = "planner.work_order.changed"
    work_order_id: UUID
    key: str
    title: str


@dataclass(frozen=True, kw_only=True)
class WorkOrderStatusChanged(Event):
    """A work order has another status."""

    name: ClassVar[str] = "planner.work_order.status_changed"
    work_order_id: UUID
    key: str
    status: str
    previous_status: str


@dataclass(frozen=True, kw_only=True)
class WorkOrderMoved(Event):
    """A work order is in another phase, or at another place in it."""

    name: ClassVar[str] = "planner.work_order.moved"
    work_order_id: UUID
    key: str
    phase_id: UUID | None
    sort_order: int


@dataclass(frozen=True, kw_only=True)
class WorkOrderDeleted(Event):
    """A work order is gone. Its key is never given again."""

    name: ClassVar[str] = "planner.work_order.deleted"
    work_order_id: UUID
    key: str
    title: str


@dataclass(frozen=True, kw_only=True)
class WorkOrderClaimed(Event):
    """Somebody works on a work order, and nobody else does meanwhile."""

    name: ClassVar[str] = "planner.work_order.claimed"
    work_order_id: UUID
    key: str
    fence: int
    claimed_until: str


@dataclass(frozen=True, kw_only=True)
class WorkOrderClaimProlonged(Event):
    """A claim holds for longer."""

    name: ClassVar[str] = "planner.work_order.claim_prolonged"
    work_order_id: UUID
    key: str
    fence: int
    claimed_until: str


@dataclass(frozen=True, kw_only=True)
class WorkOrderReleased(Event):
    """A claim has ended before its time, by whom it belonged to or by an admin."""

    name: ClassVar[str] = "planner.work_order.released"
    work_order_id: UUID
    key: str
    fence: int


@dataclass(frozen=True, kw_only=True)
class WorkOrderEvidenced(Event):
    """There is evidence for a criterion, or a reason to skip it (`kind` skip)."""

    name: ClassVar[str] = "planner.work_order.evidenced"
    work_order_id: UUID
    key: str
    evidence_id: UUID
    criterion: str
    kind: str
    ref: str | None


@dataclass(frozen=True, kw_only=True)
class WorkOrderConnected(Event):
    """A work order comes from something (`derives_from`), answers it (`feedback_on`), or refers to it."""

    name: ClassVar[str] = "planner.work_order.connected"
    work_order_id: UUID
    connection_id: UUID
    target_entity_type: str
    target_entity_id: UUID
    edge_type: str


@dataclass(frozen=True, kw_only=True)
class WorkOrderDisconnected(Event):
    """A connection is no more."""

    name: ClassVar[str] = "planner.work_order.disconnected"
    work_order_id: UUID
    connection_id: UUID
    target_entity_type: str
    target_entity_id: UUID
    edge_type: str


@dataclass(frozen=True, kw_only=True)
class SyncAlertEvent(Event):
    """What every fact about a sync alert says. The source is a blueprint, a document or a requirement."""

    sync_alert_id: UUID
    work_order_id: UUID
    source_type: str
    source_id: UUID


@dataclass(frozen=True, kw_only=True)
class SyncAlertRaised(SyncAlertEvent):
    """What a work order comes from has changed since that was last confirmed, or has changed in another way."""

    name: ClassVar[str] = "planner.sync_alert.raised"
    change_type: str


@dataclass(frozen=True, kw_only=True)
class SyncAlertResolved(SyncAlertEvent):
    """What a work order comes from is as it was, or the work order has been brought into step with it."""

    name: ClassVar[str] = "planner.sync_alert.resolved"


@dataclass(frozen=True, kw_only=True)
class SyncAlertAcknowledged(SyncAlertEvent):
    """A person has seen the change: the source as it is now counts as confirmed."""

    name: ClassVar[str] = "planner.sync_alert.acknowledged"
    change_type: str


@dataclass(frozen=True, kw_only=True)
class ExtractionProposed(Event):
    """Blueprints have been read for work orders, and what they propose waits for a person."""

    name: ClassVar[str] = "planner.extraction.proposed"
    extraction_id: UUID
    blueprint_id: UUID | None
    strategy: str
    count: int


@dataclass(frozen=True, kw_only=True)
class ExtractionAccepted(Event):
    """A person has accepted proposals: `work_order_ids` are those that are new or changed by it."""

    name: ClassVar[str] = "planner.extraction.accepted"
    extraction_id: UUID
    work_order_ids: list[UUID]
    partially: bool


@dataclass(frozen=True, kw_only=True)
class ExtractionRejected(Event):
    """A person wants none of the proposals."""

    name: ClassVar[str] = "planner.extraction.rejected"
    extraction_id: UUID


ALL = (
    PhaseCreated,
    PhaseChanged,
    PhaseDeleted,
    WorkOrderCreated,
    WorkOrderChanged,
    WorkOrderStatusChanged,
    WorkOrderMoved,
    WorkOrderDeleted,
    WorkOrderClaimed,
    WorkOrderClaimProlonged,
    WorkOrderReleased,
    WorkOrderEvidenced,
    WorkOrderConnected,
    WorkOrderDisconnected,
    SyncAlertRaised,
    SyncAlertResolved,
    SyncAlertAcknowledged,
    ExtractionProposed,
    ExtractionAccepted,
    ExtractionRejected,
)
