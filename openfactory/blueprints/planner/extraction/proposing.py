"""From units to proposals: by slices of a feature, or by kinds of work."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from openfactory.blueprints.planner.extraction.blueprints import Blueprint, Met, Proposal, Requirement, Requirements
from openfactory.blueprints.planner.extraction.hashing import digest_of, wording
from openfactory.blueprints.planner.extraction.items import without_done
from openfactory.blueprints.planner.extraction.kinds import BY_NAME, kind_of
from openfactory.blueprints.planner.extraction.mentions import mentioned_keys, without_references
from openfactory.blueprints.planner.extraction.rules import Rules
from openfactory.blueprints.planner.extraction.sections import same_path
from openfactory.blueprints.planner.extraction.texts import (
    bullets,
    document,
    heading,
    paragraph,
    tasks_of,
    title_of,
    without_tasks,
)
from openfactory.blueprints.planner.extraction.units import Unit, cut
from openfactory.shared.documents.content.nodes import Node
from openfactory.shared.documents.requirements.items import flatten
from openfactory.shared.documents.requirements.parsing import find_requirements

MOST_REQUIREMENTS = 40  # of one work order, named in its text
MOST_CRITERIA = 100
_LONGEST_CRITERION = 2000  # characters


class Draft:
    """Units that make one work order, and what it is called by."""

    def __init__(self, place: Sequence[str], title: str, units: Sequence[Unit], kind: str | None = None) -> None:
        self.place, self.title, self.units, self.kind = tuple(place), title, tuple(units), kind

    @property
    def blocks(self) -> list[Node]:
        """What is said of it; several units each below their heading."""
        if len(self.units) == 1:
            return list(self.units[0].blocks)
        return [block for unit in self.units for block in (heading(unit.title), *unit.blocks)]


def propose(blueprint: Blueprint, rules: Rules, requirements: Requirements) -> list[tuple[Draft, Proposal]]:
    """What a blueprint proposes, in its order, without dependencies between proposals."""
    units = cut(blueprint.content, rules, sliceable=blueprint.sliceable)
    drafts = (_by_kind if rules.strategy == "specialist" else _slices)(blueprint, rules, units)
    reading = _Reading(blueprint, rules, requirements)
    counts: Counter[tuple[str, ...]] = Counter()
    found = []
    for draft in drafts:
        counts[draft.place] += 1
        key = digest_of(str(blueprint.id), rules.strategy, draft.place, counts[draft.place])[:32]
        found.append((draft, reading.proposal(key, draft)))
    return found


def _slices(blueprint: Blueprint, rules: Rules, units: Sequence[Unit]) -> Iterable[Draft]:
    """Each unit by itself; sections that are layers of the feature are one slice together."""
    layers = [unit for unit in units if unit.layer]
    for unit in units:
        if layers and unit is layers[0]:
            yield Draft(("", "layers"), _titled(blueprint, rules, ", ".join(unit.title for unit in layers)), layers)
        if unit.part.item is not None:
            place = (*same_path(unit.part.path), "", unit.part.item.casefold())
            yield Draft(place, without_references(unit.title), [unit])
        elif not unit.layer:
            place = (*same_path(unit.part.path), str(unit.part.nth))
            yield Draft(place, _titled(blueprint, rules, unit.title), [unit])


def _by_kind(blueprint: Blueprint, rules: Rules, units: Sequence[Unit]) -> Iterable[Draft]:
    """One work order for each kind of work, in each phase."""
    groups: defaultdict[tuple[str, str], list[Unit]] = defaultdict(list)
    for unit in units:
        headings = (*unit.part.path, *([unit.title] if unit.part.item is not None else []))
        groups[unit.phase or "", kind_of(headings, unit.blocks, rules.kinds)].append(unit)
    for (phase, kind), members in groups.items():
        name = BY_NAME[kind].title if kind in BY_NAME else kind
        section = f"{name} ({phase})" if phase else name
        yield Draft((same_path([phase])[0], "", kind), _titled(blueprint, rules, section), members, kind)


def _titled(blueprint: Blueprint, rules: Rules, section: str) -> str:
    named = blueprint.feature_name or blueprint.title
    if rules.title == Rules.title and section.casefold().startswith(named.casefold()):
        return section
    names = {"{feature}": named, "{blueprint}": blueprint.title, "{section}": section}
    title = rules.title
    for name, value in names.items():
        title = title.replace(name, value)
    return title


class _Reading:
    """What all proposals of a blueprint are read with."""

    def __init__(self, blueprint: Blueprint, rules: Rules, requirements: Requirements) -> None:
        self.blueprint, self.rules, self.requirements = blueprint, rules, requirements
        self.names = requirements.names_for(blueprint.feature_id)
        items = flatten(find_requirements(blueprint.content))
        self.written = [item for item, _ in items if item.kind == "criterion"]

    def proposal(self, key: str, draft: Draft) -> Proposal:
        """The work order that a draft makes."""
        blueprint, rules, blocks, first = self.blueprint, self.rules, draft.blocks, draft.units[0]
        tasks = [paragraph(unit.title) for unit in draft.units if unit.part.item is not None]
        linked = self.linked([*tasks, *blocks])
        criteria = self.criteria(linked, draft.units)
        plan, title = tasks_of(without_done(blocks)), title_of(draft.title)
        return Proposal(
            key=key,
            digest=digest_of(title, wording([*tasks, *blocks]), [text.casefold() for text in criteria]),
            blueprint_id=blueprint.id,
            blueprint_title=blueprint.title,
            version_number=blueprint.version_number,
            title=title,
            description=_description(draft, rules, title),
            acceptance_criteria=document([bullets(criteria)]) if criteria else None,
            out_of_scope=rules.out_of_scope,
            implementation_plan=document(plan) if plan else rules.implementation_plan,
            heading_path=first.part.path,
            pointer=first.pointer,
            parts=tuple(unit.part for unit in draft.units),
            phase=first.phase,
            feature_id=blueprint.feature_id,
            deliverable_type=rules.deliverable_type or (draft.kind and draft.kind[:40]),
            requirements=tuple(Met.of(requirement, self.requirements) for requirement in linked),
        )

    def linked(self, texts: Sequence[Node]) -> list[Requirement]:
        """Requirements and criteria that texts name, each once."""
        named = (self.names[key] for key in mentioned_keys(texts, self.names))
        return list({requirement.id: requirement for requirement in named}.values())[:MOST_REQUIREMENTS]

    def criteria(self, linked: Sequence[Requirement], units: Sequence[Unit]) -> list[str]:
        """Criteria by their words: those of the requirements, each with its key, then those that stand in the units.

        Where criteria of a requirement are named, it is met in part: only those are meant.
        """
        partly = {requirement.parent for requirement in linked}
        chosen: list[Requirement] = []
        for requirement in linked:
            if requirement.parent is not None:
                chosen.append(requirement)
            elif requirement.key not in partly:
                chosen += self.requirements.criteria_of(requirement.key)
        texts = [f"{requirement.key} {requirement.text}" for requirement in chosen]
        for item in self.written:
            known = item.key is not None and item.key in self.names
            if not known and any(_stands_in(item.pointer, unit) for unit in units):
                texts.append(" ".join(f"{item.key or ''} {item.words}".split()))
        return [text[:_LONGEST_CRITERION] for text in dict.fromkeys(texts)][:MOST_CRITERIA]


def _description(draft: Draft, rules: Rules, title: str) -> dict[str, object] | None:
    """What is said, without tasks, which are its plan. A task's text is its title, unless that had to be cut."""
    before = list((rules.before or {}).get("content") or ())
    first = draft.units[0]
    cut_off = [paragraph(first.title)] if first.part.item is not None and title != first.title else []
    several = len(draft.units) > 1
    named = [] if several else cut_off
    return document([*before, *named, *without_tasks(draft.blocks)])


def _stands_in(pointer: str, unit: Unit) -> bool:
    if unit.part.item is not None:
        return pointer == unit.pointer or pointer.startswith(f"{unit.pointer}/")
    return unit.start <= int(pointer.split("/")[2]) < unit.end
