"""What accepted work orders derive from: their blueprint and requirements, as those were when they were proposed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from uuid import UUID

from openfactory.blueprints.planner.events import WorkOrderConnected
from openfactory.blueprints.planner.extraction.blueprints import Proposal
from openfactory.blueprints.planner.models import Connection, Source, WorkOrder
from openfactory.blueprints.planner.service.connections import about
from openfactory.blueprints.planner.service.sources import DERIVES_FROM, confirm, look_again, watch
from openfactory.blueprints.planner.service.states import REQUIREMENT, State, document_state, requirement_state
from openfactory.core.db.transactions import Transaction
from openfactory.shared.documents.service.current import titles_named

BLUEPRINT = "blueprint"


class Deriving:
    """Connects work orders, in an open transaction."""

    def __init__(self, tx: Transaction) -> None:
        self.tx, self.access = tx, tx.access
        self._labels: dict[UUID | None, str] = {}
        self._rows: defaultdict[UUID, list[Connection]] = defaultdict(list)
        self._sources: defaultdict[UUID, list[Source]] = defaultdict(list)
        self._looked_at: list[Source] = []

    async def load(self, proposals: Sequence[Proposal], orders: Iterable[WorkOrder]) -> None:
        """Read, and lock in the order of their ids, what work orders that are there come from."""
        ids = {met.id for proposal in proposals for met in proposal.requirements}
        self._labels = await titles_named(self.access, ids) if ids else {}
        there = [order.id for order in orders]
        if there:
            for row in await Connection.visible_to(self.access).filter(work_order_id__in=there):
                self._rows[row.work_order_id].append(row)
            sources = Source.visible_to(self.access).filter(work_order_id__in=there)
            for source in await sources.order_by("id").select_for_update():
                self._sources[source.work_order_id].append(source)

    async def derive(self, proposal: Proposal, order: WorkOrder) -> None:
        """Let the work order derive from what its proposal does.

        What somebody has disconnected stays so: of a work order that was there, only new requirements are connected.
        """
        rows = self._rows[order.id]
        connected = {(row.entity_type, row.entity_id) for row in rows}
        sources = {(source.entity_type, source.entity_id): source for source in self._sources[order.id]}
        for kind, entity_id, label, state in self._wanted(proposal):
            if (source := sources.get((kind, entity_id))) is not None:
                confirm(self.access, source, state)
                await source.save()
                self._looked_at.append(source)
            elif (kind, entity_id) not in connected and not (rows and kind == BLUEPRINT):
                await self._connect(order, kind, entity_id, label, state)

    def _wanted(self, proposal: Proposal) -> list[tuple[str, UUID, str, State]]:
        state = document_state(proposal.blueprint_title, proposal.parts)
        return [
            (BLUEPRINT, proposal.blueprint_id, proposal.blueprint_title, state),
            *(
                (REQUIREMENT, met.id, self._labels.get(met.id, met.key), requirement_state(met.hashes))
                for met in proposal.requirements
            ),
        ]

    async def _connect(self, order: WorkOrder, kind: str, entity_id: UUID, label: str, state: State) -> None:
        row = await Connection.create(
            project_id=order.project_id,
            work_order_id=order.id,
            entity_type=kind,
            entity_id=entity_id,
            edge_type=DERIVES_FROM,
            label=label[:300],
        )
        self.tx.emit(WorkOrderConnected(**about(row)))
        source = await watch(self.tx, row, state)
        assert source is not None
        self._looked_at.append(source)

    async def finish(self) -> None:
        """Raise and resolve alerts: something may have changed since it was proposed."""
        await look_again(self.tx, self._looked_at)
