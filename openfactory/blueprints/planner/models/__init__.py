"""The planner's tables."""

from openfactory.blueprints.planner.models.board import Board, Tally, Word
from openfactory.blueprints.planner.models.extractions import (
    AcceptedProposal,
    Extraction,
    ExtractionStatus,
    ProposedWorkOrder,
)
from openfactory.blueprints.planner.models.sources import Source
from openfactory.blueprints.planner.models.ties import Assignee, Connection, Dependency, Evidence
from openfactory.blueprints.planner.models.work_orders import UNPHASED, Phase, Texts, WorkOrder

__all__ = [
    "UNPHASED",
    "AcceptedProposal",
    "Assignee",
    "Board",
    "Connection",
    "Dependency",
    "Evidence",
    "Extraction",
    "ExtractionStatus",
    "Phase",
    "ProposedWorkOrder",
    "Source",
    "Tally",
    "Texts",
    "Word",
    "WorkOrder",
]
__models__ = [
    Phase,
    WorkOrder,
    Texts,
    Assignee,
    Dependency,
    Evidence,
    Connection,
    Board,
    Tally,
    Word,
    Source,
    Extraction,
    ProposedWorkOrder,
    AcceptedProposal,
]
