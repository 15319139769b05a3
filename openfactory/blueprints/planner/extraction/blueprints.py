"""What an extraction is given, and what comes of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from openfactory.blueprints.planner.extraction.parts import Part
from openfactory.shared.documents.content.nodes import Node


@dataclass(frozen=True)
class Blueprint:
    """A blueprint as it is now. `sliceable`: it is a feature's, so that each of its sections may be work."""

    id: UUID
    title: str
    version_number: int
    content: Node
    feature_id: UUID | None = None
    feature_name: str | None = None
    sliceable: bool = True


@dataclass(frozen=True)
class Requirement:
    """A requirement or a criterion (`parent` is its requirement's key) of the project.

    `written` is the key that stands in its document, where that is another than its own.
    """

    id: UUID
    key: str
    text: str
    content_hash: str
    parent: str | None = None
    written: str | None = None
    feature_id: UUID | None = None


class Requirements:
    """The project's requirements, and what a text means by a key.

    A key that stands in another document may be one that the project has given to something else: two documents may
    both begin with REQ-1. What is written in the documents of the blueprint's own feature goes first, then keys of the
    project, then what is written anywhere.
    """

    def __init__(self, known: Iterable[Requirement]) -> None:
        self._all = list(known)
        self._criteria: defaultdict[str, list[Requirement]] = defaultdict(list)
        for requirement in self._all:
            if requirement.parent is not None:
                self._criteria[requirement.parent].append(requirement)

    def names_for(self, feature_id: UUID | None) -> dict[str, Requirement]:
        """What each key means in a text about a feature."""
        names: dict[str, Requirement] = {}
        own = [one for one in self._all if feature_id is not None and one.feature_id == feature_id]
        for name, one in (
            *((one.written or one.key, one) for one in own),
            *((one.key, one) for one in self._all),
            *((one.written, one) for one in self._all if one.written is not None),
        ):
            names.setdefault(name, one)
        return names

    def criteria_of(self, key: str) -> list[Requirement]:
        """The criteria of a requirement, in their order."""
        return self._criteria.get(key, [])


@dataclass(frozen=True)
class Met:
    """A requirement that a work order is to meet; `hashes` are its own and those of its criteria, by key."""

    id: UUID
    key: str
    hashes: dict[str, str]

    @classmethod
    def of(cls, requirement: Requirement, known: Requirements) -> Met:
        """The requirement as it is worded now."""
        meant = (requirement, *known.criteria_of(requirement.key))
        return cls(requirement.id, requirement.key, {one.key: one.content_hash for one in meant})


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """A work order that a blueprint proposes.

    key          the same for the same place, whatever is said there
    digest       moves with what is said, in the blueprint and in the criteria
    parts        what of the blueprint it comes from
    requirements  what it is to meet
    depends_on   keys of other proposals
    unresolved   what it says to depend on, and nothing here is called
    """

    key: str
    digest: str
    blueprint_id: UUID
    blueprint_title: str
    version_number: int
    title: str
    description: dict[str, Any] | None
    acceptance_criteria: dict[str, Any] | None
    out_of_scope: dict[str, Any] | None
    implementation_plan: dict[str, Any] | None
    heading_path: tuple[str, ...]
    pointer: str
    parts: tuple[Part, ...]
    phase: str | None
    feature_id: UUID | None
    deliverable_type: str | None
    requirements: tuple[Met, ...]
    depends_on: tuple[str, ...] = ()
    unresolved: tuple[str, ...] = ()
