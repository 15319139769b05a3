"""Sync alerts."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from openfactory.blueprints.planner.schemas.fields import WorkOrderId
from openfactory.core.http.pages import Page
from openfactory.core.http.schemas import Moment, Out

ChangeType = Literal["content_changed", "section_removed", "renamed", "deleted", "restored", "reworded", "removed"]


class SyncAlertQuery(Page):
    """All, or those of one work order."""

    work_order_id: WorkOrderId | None = None


class SourceOut(Out):
    """What a work order comes from: a `blueprint`, a `document` or a `requirement`."""

    type: str
    id: UUID
    title: str


class SyncAlertOut(Out):
    """A work order that comes from something which is not as it was when that was last confirmed.

    `changed` names the sections, tasks, requirements and criteria that differ. The blueprint's id and title are
    null where the source is none.
    """

    id: UUID
    work_order_id: UUID
    work_order_key: str
    work_order_title: str
    blueprint_id: UUID | None
    blueprint_title: str | None
    source: SourceOut
    change_type: ChangeType
    changed: list[str]
    detected_at: Moment


class SyncAlertList(Out):
    """Sync alerts, the latest first."""

    alerts: list[SyncAlertOut]
    next_cursor: str | None
