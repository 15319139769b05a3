"""What other modules may call: phases, work orders and claims. Importing it makes the subject known."""

from __future__ import annotations

from openfactory.blueprints.planner import subjects as _subjects  # noqa: F401
from openfactory.blueprints.planner.context.items import ContextItem, register_context_source
from openfactory.blueprints.planner.context.packing import Pack
from openfactory.blueprints.planner.models import Extraction, Phase, WorkOrder
from openfactory.blueprints.planner.schemas.alerts import SyncAlertQuery
from openfactory.blueprints.planner.schemas.connections import Connect
from openfactory.blueprints.planner.schemas.extractions import Extract
from openfactory.blueprints.planner.schemas.phases import CreatePhase
from openfactory.blueprints.planner.schemas.work_orders import (
    ChangeWorkOrder,
    CreateWorkOrder,
    WorkOrderOut,
    WorkOrderPage,
    WorkOrderQuery,
)
from openfactory.blueprints.planner.service.alerts import list_sync_alerts
from openfactory.blueprints.planner.service.claims import (
    claim_next_work_order,
    claim_work_order,
    prolong_claim,
    release_work_order,
)
from openfactory.blueprints.planner.service.connections import connect_work_order
from openfactory.blueprints.planner.service.context import read_context
from openfactory.blueprints.planner.service.evidence import give_evidence, list_evidence
from openfactory.blueprints.planner.service.extractions import extract, read_extraction
from openfactory.blueprints.planner.service.listing import list_ready_work_orders, list_work_orders
from openfactory.blueprints.planner.service.phases import create_phase, list_phases
from openfactory.blueprints.planner.service.reading import WholeWorkOrder, read_work_order
from openfactory.blueprints.planner.service.sources import follow_document
from openfactory.blueprints.planner.service.work_orders import (
    change_work_order,
    create_work_order,
    delete_work_order,
)
from openfactory.blueprints.planner.statuses import Status, next_statuses

__all__ = [
    "ChangeWorkOrder",
    "Connect",
    "ContextItem",
    "CreatePhase",
    "CreateWorkOrder",
    "Extract",
    "Extraction",
    "Pack",
    "Phase",
    "Status",
    "SyncAlertQuery",
    "WholeWorkOrder",
    "WorkOrder",
    "WorkOrderOut",
    "WorkOrderPage",
    "WorkOrderQuery",
    "change_work_order",
    "claim_next_work_order",
    "claim_work_order",
    "connect_work_order",
    "create_phase",
    "create_work_order",
    "delete_work_order",
    "extract",
    "follow_document",
    "give_evidence",
    "list_evidence",
    "list_phases",
    "list_ready_work_orders",
    "list_sync_alerts",
    "list_work_orders",
    "next_statuses",
    "prolong_claim",
    "read_context",
    "read_extraction",
    "read_work_order",
    "register_context_source",
    "release_work_order",
]
