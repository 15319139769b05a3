"""Dependencies between proposals: what their texts say to come after, and the order of kinds of work."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from uuid import UUID

from openfactory.blueprints.planner.extraction.blueprints import Blueprint, Proposal
from openfactory.blueprints.planner.extraction.headings import same_heading
from openfactory.blueprints.planner.extraction.kinds import BY_NAME
from openfactory.blueprints.planner.extraction.mentions import dependencies, without_dependencies
from openfactory.blueprints.planner.extraction.proposing import Draft
from openfactory.blueprints.planner.extraction.texts import paragraph

MOST = 50  # of one proposal
Pair = tuple[Draft, Proposal]
Names = Mapping[str, list[str]]
_STEP = re.compile(r"(?:steps?|tasks?|items?)\s+(\d{1,3})")
_NUMBERED = re.compile(r"\s*(?:[A-Za-z]\.?)?\d[\d.]*|\s*[A-Za-z](?=\.)")


def with_dependencies(pairs: Sequence[tuple[Blueprint, Sequence[Pair]]]) -> list[Proposal]:
    """All proposals in their order, each with what it waits for; what would close a circle is left out and named."""
    everywhere = _names((draft, proposal) for _, found in pairs for draft, proposal in found)
    for blueprint, found in pairs:
        for name in (blueprint.title, blueprint.feature_name):
            if name and len(found) == 1:
                everywhere.setdefault(same_heading(name), []).append(found[0][1].key)
    titles = {proposal.key: proposal.title for _, found in pairs for _, proposal in found}
    waits: dict[str, list[str]] = {}
    proposals = []
    for _, found in pairs:
        here, steps = _names(found), _steps(found)
        for draft, proposal in found:
            wanted, unresolved = _wanted(draft, proposal, steps, (here, everywhere))
            wanted = [*dict.fromkeys([*wanted, *_of_kind(draft, found)])]
            kept = waits[proposal.key] = []
            for key in wanted[:MOST]:
                if key == proposal.key:
                    continue
                if _leads_to(key, proposal.key, waits):
                    unresolved.append(f"{titles[key]}, which waits for this itself")
                else:
                    kept.append(key)
            proposals.append(replace(proposal, depends_on=tuple(kept), unresolved=tuple(dict.fromkeys(unresolved))))
    return proposals


def _wanted(
    draft: Draft, proposal: Proposal, steps: Mapping[tuple[UUID, tuple[str, ...], int], str], known: Sequence[Names]
) -> tuple[list[str], list[str]]:
    """Keys of what the text names, and sure names that nothing here has."""
    titles = [paragraph(unit.title) for unit in draft.units]
    found, unresolved = [], []
    for name, sure in dependencies([*titles, *draft.blocks]):
        wanted = same_heading(name)
        step = _STEP.fullmatch(wanted)
        keys = next((names[wanted] for names in known if wanted in names), [])
        if step and not keys:
            place = (proposal.blueprint_id, proposal.heading_path, int(step[1]))
            keys = [steps[place]] if place in steps else []
        keys = [key for key in keys if key != proposal.key]
        found += keys
        if sure and not keys:
            unresolved.append(name[:200])
    return found, unresolved


def _names(pairs: Iterable[Pair]) -> dict[str, list[str]]:
    """What proposals are called: titles of their sections or tasks, "section 3", "phase 1" for all that is in it."""
    names: defaultdict[str, list[str]] = defaultdict(list)
    for draft, proposal in pairs:
        called = {same_heading(proposal.title)}
        for unit in draft.units:
            called |= {same_heading(unit.title), same_heading(without_dependencies(unit.title))}
            number = _NUMBERED.match(unit.part.path[-1]) if unit.part.path and unit.part.item is None else None
            if number:
                called.add(f"section {number[0].strip(' .').casefold()}")
        if proposal.phase:
            called.add(same_heading(proposal.phase))
            called.add(same_heading(re.split(r"[:(–—]", proposal.phase)[0]))
        for name in called - {""}:
            names[name].append(proposal.key)
    return dict(names)


def _steps(pairs: Iterable[Pair]) -> dict[tuple[UUID, tuple[str, ...], int], str]:
    return {
        (proposal.blueprint_id, unit.part.path, unit.number): proposal.key
        for draft, proposal in pairs
        for unit in draft.units
        if unit.number is not None
    }


def _of_kind(draft: Draft, others: Sequence[Pair]) -> list[str]:
    """A kind of work waits for the kinds before it, of the same blueprint and phase."""
    kind = BY_NAME.get(draft.kind or "")
    if kind is None:
        return []
    return [proposal.key for other, proposal in others if other.kind in kind.after and other.place[0] == draft.place[0]]


def _leads_to(start: str, end: str, waits: Mapping[str, list[str]]) -> bool:
    """Whether `start` waits for `end`, at once or in the end."""
    reached, todo = {start}, [start]
    while todo:
        for key in waits.get(todo.pop(), ()):
            if key == end:
                return True
            if key not in reached:
                reached.add(key)
                todo.append(key)
    return start == end
