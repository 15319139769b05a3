"""States of what work comes from: what is compared to find out whether it has changed.

A document's state has its title and the parts that the work order comes from, each with a hash of what it says; a
requirement's has the content hashes of itself and its criteria. What is `gone` keeps what it had, so that it is
known again when it comes back. Nothing in a state is a moment or a version: what has been changed back is as it was.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict
from typing import Any
from uuid import UUID

from openfactory.blueprints.planner.extraction.parts import Finder, Part
from openfactory.core.access import Access
from openfactory.core.db.queries import as_uuid
from openfactory.shared.documents.service.current import documents_named, requirements_named
from openfactory.shared.documents.texts import Text

State = dict[str, Any]
DOCUMENTS = ("blueprint", "document")
REQUIREMENT = "requirement"
TRACKED = (*DOCUMENTS, REQUIREMENT)
WHOLE = Part(())


def document_state(title: str, parts: Iterable[Part] = (WHOLE,)) -> State:
    """Of a document of which these parts count."""
    return {"gone": False, "title": title, "parts": [{**asdict(part), "path": list(part.path)} for part in parts]}


def requirement_state(hashes: Mapping[str, str]) -> State:
    """Of a requirement: content hashes of itself and of its criteria, by key."""
    return {"gone": False, "hashes": dict(hashes)}


def unknown_state(kind: str) -> State:
    """Of something that has not been looked at yet."""
    return requirement_state({}) if kind == REQUIREMENT else document_state("")


def parts_of(stored: Iterable[Mapping[str, Any]]) -> list[Part]:
    """Parts as they are stored."""
    return [Part(**{**part, "path": tuple(part["path"])}) for part in stored]


def compare(old: State, new: State) -> tuple[str | None, list[str]]:
    """What kind of change it is, and names of the parts that differ; None where both say the same."""
    is_requirement = "hashes" in old
    if old["gone"] or new["gone"]:
        if old["gone"] == new["gone"]:
            return None, []
        gone = "removed" if is_requirement else "deleted"
        return (gone if new["gone"] else "restored"), []
    return (_requirements if is_requirement else _documents)(old, new)


def _requirements(old: State, new: State) -> tuple[str | None, list[str]]:
    before, after = old["hashes"], new["hashes"]
    differing = [key for key in {**before, **after} if before.get(key) != after.get(key)]
    return ("reworded" if differing else None), differing


def _documents(old: State, new: State) -> tuple[str | None, list[str]]:
    pairs = list(zip(old["parts"], new["parts"], strict=False))
    gone = [before for before, after in pairs if after["hash"] is None and before["hash"] is not None]
    if gone:
        return "section_removed", _names(gone)
    differing = [after for before, after in pairs if after["hash"] != before["hash"]]
    if differing:
        return "content_changed", _names(differing)
    renamed = [after for before, after in pairs if after["path"] != before["path"]]
    if renamed or old["title"] != new["title"]:
        return "renamed", _names(renamed)
    return None, []


def _names(parts: Iterable[Mapping[str, Any]]) -> list[str]:
    """Headings and item of each; the whole document has none."""
    steps = ([*part["path"], *([part["item"]] if part["item"] else [])] for part in parts)
    return [" › ".join(step)[:300] for step in steps if step]


class States:
    """Finds states; each document is read once, however many work orders come from it."""

    def __init__(self, documents: Collection[Mapping[str, Any]], requirements: Iterable[Mapping[str, Any]]) -> None:
        self._documents = {as_uuid(row["id"]): row for row in documents}
        self._finders: dict[UUID, Finder] = {}
        self._hashes: defaultdict[UUID | None, dict[str, str]] = defaultdict(dict)
        for row in requirements:
            for row_id in (as_uuid(row["id"]), as_uuid(row["parent_id"])):
                self._hashes[row_id][row["key"]] = row["content_hash"]
        self._alive = {as_uuid(row["id"]) for row in requirements}

    @classmethod
    async def load(cls, access: Access, wanted: Iterable[tuple[str, UUID]]) -> States:
        """Of things by kind and id: two statements at most."""
        pairs = set(wanted)
        documents = [entity_id for kind, entity_id in pairs if kind in DOCUMENTS]
        requirements = [entity_id for kind, entity_id in pairs if kind == REQUIREMENT]
        return cls(
            await documents_named(access, documents) if documents else [],
            await requirements_named(access, requirements) if requirements else [],
        )

    async def find(self, kind: str, entity_id: UUID, old: State) -> State:
        """The state now; of a document in the parts that the old state has."""
        if kind == REQUIREMENT:
            alive = entity_id in self._alive
            return requirement_state(self._hashes[entity_id]) if alive else {**old, "gone": True}
        row = self._documents.get(entity_id)
        if row is None or row["deleted"]:
            return {**old, "gone": True}
        # A long document takes a tenth of a second.
        parts = await asyncio.to_thread(self._parts, entity_id, row, parts_of(old["parts"]))
        return document_state(row["title"], parts)

    def _parts(self, entity_id: UUID, row: Mapping[str, Any], parts: list[Part]) -> list[Part]:
        if entity_id not in self._finders:
            self._finders[entity_id] = Finder(Text.stored(row["content"], row["diagram_source"]).printed())
        return [self._finders[entity_id].find(part) for part in parts]
