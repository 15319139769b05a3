"""The planner's tables."""

from openfactory.blueprints.planner.models.board import Board, Tally, Word
from openfactory.blueprints.planner.models.ties import Assignee, Connection, Dependency, Evidence
from openfactory.blueprints.planner.models.work_orders import UNPHASED, Phase, Texts, WorkOrder

__all__ = [
    "UNPHASED",
    "Assignee",
    "Board",
    "Connection",
    "Dependency",
    "Evidence",
    "Phase",
    "Tally",
    "Texts",
    "Word",
    "WorkOrder",
]
__models__ = [Phase, WorkOrder, Texts, Assignee, Dependency, Evidence, Connection, Board, Tally, Word]
