"""Proposals beside what was accepted before: which are new, which say something else now, which are as they were.

A place that was renamed keeps its key, so that it is not proposed twice: a section by its words, a task by its
section and by words much alike.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from openfactory.blueprints.planner.extraction.blueprints import Proposal
from openfactory.blueprints.planner.extraction.parts import ALIKE, Part, likeness
from openfactory.blueprints.planner.extraction.sections import same_path


@dataclass(frozen=True)
class Accepted:
    """A proposal that a person has accepted: what it said then, and the work order that it is now."""

    key: str
    digest: str
    blueprint_id: UUID
    parts: tuple[Part, ...]
    work_order_id: UUID


def with_kept_keys(proposals: Sequence[Proposal], accepted: Iterable[Accepted]) -> list[Proposal]:
    """The proposals, those of renamed places under the keys that they were accepted by."""
    there = {proposal.key for proposal in proposals}
    lost = [row for row in accepted if row.key not in there]
    known = {row.key for row in accepted}
    keys: dict[str, str] = {}
    for row in lost:
        others = [one for one in proposals if one.key not in known and one.key not in keys]
        best = max(others, key=lambda one: _likeness(row, one), default=None)
        if best is not None and _likeness(row, best) >= ALIKE:
            keys[best.key] = row.key
    if not keys:
        return list(proposals)
    return [
        replace(
            proposal,
            key=keys.get(proposal.key, proposal.key),
            depends_on=tuple(keys.get(key, key) for key in proposal.depends_on),
        )
        for proposal in proposals
    ]


def _likeness(row: Accepted, proposal: Proposal) -> float:
    """How sure it is that both are the same place: 1 for the same words, 0 for what cannot be."""
    if row.blueprint_id != proposal.blueprint_id or len(row.parts) != len(proposal.parts):
        return 0
    if [part.hash for part in row.parts] == [part.hash for part in proposal.parts]:
        return 1
    old, new = row.parts[0], proposal.parts[0]
    if old.item is None or new.item is None or same_path(old.path) != same_path(new.path):
        return 0
    return likeness(old.item, new.item)
