"""Accepting proposals: from then on they are work orders, each once, however often and by how many it is accepted.

All is done behind the board's lock. A proposal that was accepted before and says something else now changes its work
order, but for the texts that people have changed there: those stay.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any
from uuid import UUID

from pydantic.alias_generators import to_camel

from openfactory.blueprints.planner.errors import ExtractionDecided
from openfactory.blueprints.planner.events import ExtractionAccepted
from openfactory.blueprints.planner.extraction.blueprints import Proposal
from openfactory.blueprints.planner.extraction.hashing import digest_of
from openfactory.blueprints.planner.models import (
    AcceptedProposal,
    Extraction,
    ExtractionStatus,
    Phase,
    ProposedWorkOrder,
    Texts,
    WorkOrder,
)
from openfactory.blueprints.planner.schemas.extractions import AcceptExtraction, EditProposal
from openfactory.blueprints.planner.schemas.phases import CreatePhase
from openfactory.blueprints.planner.schemas.work_orders import TEXTS, ChangeWorkOrder, CreateWorkOrder
from openfactory.blueprints.planner.service.assignees import check_members
from openfactory.blueprints.planner.service.board import lock_board
from openfactory.blueprints.planner.service.changing import apply_change, check_change
from openfactory.blueprints.planner.service.deciding import require_person
from openfactory.blueprints.planner.service.dependencies import depend, dependencies_of
from openfactory.blueprints.planner.service.deriving import Deriving
from openfactory.blueprints.planner.service.extraction_shapes import proposal_of
from openfactory.blueprints.planner.service.extractions import decide
from openfactory.blueprints.planner.service.phases import create_phase
from openfactory.blueprints.planner.service.work_orders import add_work_order
from openfactory.blueprints.projects.api import Feature
from openfactory.core.access import Access
from openfactory.core.db.transactions import Transaction, transaction
from openfactory.core.errors import NotFound
from openfactory.shared.archiving import require_open

BLUEPRINT = "blueprint"
_FIELDS = ("title", *TEXTS)


async def accept_extraction(access: Access, extraction_id: UUID, wanted: AcceptExtraction) -> dict[str, Any]:
    """Make work orders of proposals, with their phases, dependencies and connections: all, or none of it."""
    require_person(access)
    async with transaction(access) as tx:
        require_open(access)
        await lock_board(access)
        extraction = await Extraction.require(access, extraction_id, lock=True)
        if extraction.status is ExtractionStatus.REJECTED:
            raise ExtractionDecided("the extraction is rejected: extract again")
        await _check_ids(access, wanted.edits)
        rows = await ProposedWorkOrder.visible_to(access).filter(extraction_id=extraction.id).order_by("place")
        proposals = {row.key: proposal_of(row.body) for row in rows}
        chosen = _chosen(proposals, wanted)
        accepting = _Accepting(tx, extraction, proposals, {edit.key: edit for edit in wanted.edits})
        await accepting.load(chosen)
        told = [await accepting.accept(proposal) for proposal in chosen]
        await accepting.finish()
        whole = all(key in accepting.orders for key in proposals)
        status = ExtractionStatus.ACCEPTED if whole else ExtractionStatus.PARTIALLY_ACCEPTED
        done = [item["work_order_id"] for item in told if item["outcome"] != "existing"]
        if done or extraction.status is not status:
            await decide(access, extraction, status)
            tx.emit(ExtractionAccepted(extraction_id=extraction.id, work_order_ids=done, partially=not whole))
    return {"id": extraction.id, "status": extraction.status, "work_orders": told}


async def _check_ids(access: Access, edits: Sequence[EditProposal]) -> None:
    """Refuse (404) features and members that are none here."""
    features = {edit.feature_id for edit in edits if edit.feature_id is not None}
    if features and len(features) != await Feature.visible_to(access).filter(id__in=list(features)).count():
        raise NotFound
    await check_members(access, [user_id for edit in edits for user_id in edit.assignee_ids])


def _chosen(proposals: Mapping[str, Proposal], wanted: AcceptExtraction) -> list[Proposal]:
    """The proposals that are meant; 404 for a key that none of them has."""
    keys = set(proposals) if wanted.accept == "all" else set(wanted.accept)
    named = {*keys, *(edit.key for edit in wanted.edits)}
    named |= {key for edit in wanted.edits for key in edit.depends_on or ()}
    if unknown := sorted(named - set(proposals)):
        raise NotFound(f"the extraction has no proposal {unknown[0]}")
    return [proposal for key, proposal in proposals.items() if key in keys]


class _Accepting:
    """One acceptance, in an open transaction that holds the board's lock."""

    def __init__(
        self,
        tx: Transaction,
        extraction: Extraction,
        proposals: Mapping[str, Proposal],
        edits: Mapping[str, EditProposal],
    ) -> None:
        self.tx, self.access, self.extraction = tx, tx.access, extraction
        self.proposals, self.edits = proposals, edits
        self.accepted: dict[str, AcceptedProposal] = {}
        self.orders: dict[str, WorkOrder] = {}  # of all proposals that are accepted by now, by key
        self.phases: dict[str, UUID] = {}
        self.features: set[UUID] = set()
        self.deriving = Deriving(tx)
        self.new: set[str] = set()
        self.changed: set[str] = set()

    async def load(self, chosen: Sequence[Proposal]) -> None:
        """Read what all of them need."""
        keys = {*self.proposals, *(key for proposal in self.proposals.values() for key in proposal.depends_on)}
        rows = await AcceptedProposal.visible_to(self.access).filter(key__in=list(keys))
        self.accepted = {row.key: row for row in rows}
        orders = WorkOrder.visible_to(self.access).filter(id__in=[row.work_order_id for row in rows])
        found = {order.id: order for order in (await orders.order_by("id").select_for_update() if rows else [])}
        self.orders = {row.key: found[row.work_order_id] for row in rows if row.work_order_id in found}
        self.phases = {phase.name.casefold(): phase.id for phase in await Phase.visible_to(self.access)}
        wanted = {proposal.feature_id for proposal in chosen if proposal.feature_id}
        if wanted:
            alive = await Feature.visible_to(self.access).filter(id__in=list(wanted)).only("id")
            self.features = {feature.id for feature in alive}
        await self.deriving.load(chosen, [self.orders[one.key] for one in chosen if one.key in self.orders])

    async def accept(self, proposal: Proposal) -> dict[str, Any]:
        """Make its work order, or change the one that there is."""
        order, before = self.orders.get(proposal.key), self.accepted.get(proposal.key)
        kept: list[str] = []
        if order is None or before is None:
            outcome, order = "created", await self._create(proposal)
        elif before.digest == proposal.digest or before.extraction_id > self.extraction.id:
            outcome = "existing"  # or a later extraction has been accepted, which knows better
        else:
            outcome, kept = "updated", await self._update(proposal, order, before)
        self.orders[proposal.key] = order
        return {
            "key": proposal.key,
            "work_order_id": order.id,
            "work_order_key": order.key,
            "title": order.title,
            "outcome": outcome,
            "kept": kept,
        }

    async def _create(self, proposal: Proposal) -> WorkOrder:
        given, edit = self._given(proposal), self.edits.get(proposal.key)
        proposed: dict[str, Any] = {
            "feature_id": proposal.feature_id if proposal.feature_id in self.features else None,
            "deliverable_type": proposal.deliverable_type,
        }
        if proposal.phase and not (edit and "phase" in edit.model_fields_set):
            proposed["phase_id"] = await self._phase(proposal.phase)
        order = await add_work_order(self.tx, CreateWorkOrder(**given, **{**proposed, **await self._edited(edit)}))
        self.new.add(proposal.key)
        await self._note(proposal, order, given)
        return order

    async def _update(self, proposal: Proposal, order: WorkOrder, before: AcceptedProposal) -> list[str]:
        """Give it the new texts where nobody has changed the old ones; names of those that stay."""
        given, edit = self._given(proposal), self.edits.get(proposal.key)
        texts = await Texts.get_or_none(work_order_id=order.id)
        changes, kept = await self._edited(edit), []
        for name, new in given.items():
            present = order.title if name == "title" else getattr(texts, name, None)
            own = edit is not None and name in edit.model_fields_set
            if own or digest_of(present) == before.texts.get(name):
                changes[name] = new
            elif present != new:
                kept.append(to_camel(name))
        wanted = ChangeWorkOrder(**changes)
        await check_change(self.access, order, wanted)
        await apply_change(self.tx, order, wanted)
        self.changed.add(proposal.key)
        await self._note(proposal, order, given)
        return kept

    async def _edited(self, edit: EditProposal | None) -> dict[str, Any]:
        """Phase, feature, type and people that are to be otherwise than proposed."""
        if edit is None:
            return {}
        names = edit.model_fields_set & {"feature_id", "deliverable_type", "assignee_ids"}
        edited = {name: getattr(edit, name) for name in names}
        if "phase" in edit.model_fields_set:
            edited["phase_id"] = await self._phase(edit.phase) if edit.phase else None
        return edited

    def _given(self, proposal: Proposal) -> dict[str, Any]:
        """Title and texts: what is proposed, but for what is edited."""
        given = {name: getattr(proposal, name) for name in _FIELDS}
        edit = self.edits.get(proposal.key)
        if edit is not None:
            given.update({name: getattr(edit, name) for name in _FIELDS if name in edit.model_fields_set})
        return given

    async def _phase(self, name: str) -> UUID:
        """The phase of this name, which is made where there is none."""
        if name.casefold() not in self.phases:
            self.phases[name.casefold()] = (await create_phase(self.access, CreatePhase(name=name))).id
        return self.phases[name.casefold()]

    async def _note(self, proposal: Proposal, order: WorkOrder, given: Mapping[str, Any]) -> None:
        """Keep that it is accepted, what its work order was given, and what that derives from."""
        await self.deriving.derive(proposal, order)
        row = self.accepted.get(proposal.key) or AcceptedProposal(project_id=order.project_id, key=proposal.key)
        is_new = proposal.key not in self.accepted
        row.work_order_id, row.blueprint_id = order.id, proposal.blueprint_id
        row.extraction_id, row.strategy = self.extraction.id, self.extraction.strategy
        row.digest, row.parts = proposal.digest, [asdict(part) for part in proposal.parts]
        row.texts = {name: digest_of(value) for name, value in given.items()}
        await row.save(force_create=is_new)
        self.accepted[proposal.key] = row

    async def finish(self) -> None:
        """What takes all of them: dependencies, and whether something has changed since they were proposed."""
        for key, proposal in self.proposals.items():
            edit = self.edits.get(key)
            edited = edit is not None and edit.depends_on is not None and key in self.new | self.changed
            keys = edit.depends_on if edited and edit else proposal.depends_on
            wanted = [self.orders[name].id for name in keys or () if name in self.orders and name != key]
            if edited or (key in self.new and wanted):
                await depend(self.access, self.orders[key], wanted)
            elif key in self.orders and not self.new.isdisjoint(keys or ()):
                order = self.orders[key]
                await depend(self.access, order, [*await dependencies_of(self.access, order.id), *wanted])
        await self.deriving.finish()
