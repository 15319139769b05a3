"""The parts of a Word file that are read, and what they refer to by relations."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass
from urllib.parse import unquote

from openfactory.shared.documents.files.docx_reading.archive import Archive
from openfactory.shared.documents.files.docx_reading.xml import Budget, Element, every, first, parse
from openfactory.shared.documents.files.word import APPLICATION


@dataclass(frozen=True)
class Relation:
    """What an id in a part stands for: a part of the file by its name, or an address outside."""

    target: str
    outside: bool
    kind: str  # the last word of its type: image, hyperlink, styles, …


class Part:
    """One part as a tree, with its relations by id. Those that are damaged are as if they were not there."""

    def __init__(self, file: File, name: str) -> None:
        self.file, self.name = file, name
        self.root = parse(file.archive.read(name), file.budget)
        self.relations = _relations(file, name)

    def related(self, kind: str) -> Part | None:
        """The part of that kind that this one names."""
        for relation in self.relations.values():
            if relation.kind == kind and not relation.outside and relation.target in self.file.archive:
                return Part(self.file, relation.target)
        return None

    def bytes_of(self, relation: Relation, largest: int) -> bytes | None:
        """A part that is no XML, where it is there and no larger."""
        if relation.outside or relation.target not in self.file.archive:
            return None
        try:
            return self.file.archive.read(relation.target, largest)
        except ValueError:
            return None


class File:
    """An opened file."""

    def __init__(self, data: bytes) -> None:
        self.archive, self.budget = Archive(data), Budget()
        self.document = Part(self, self._document())

    def _document(self) -> str:
        if "[Content_Types].xml" not in self.archive:
            raise ValueError("The file is a ZIP archive, not a Word file (.docx).")
        found = [relation.target for relation in _relations(self, "").values() if relation.kind == "officeDocument"]
        name = next((target for target in found if target in self.archive), "word/document.xml")
        if name not in self.archive or not name.lower().startswith("word"):
            raise ValueError("The file is of another Office program, not a Word file (.docx).")
        return name

    @property
    def is_ours(self) -> bool:
        """Whether it was written here, and not saved by another program since."""
        name = "docProps/app.xml"
        found = first(parse(self.archive.read(name), self.budget), "app:Application") if name in self.archive else None
        return found is not None and (found.text or "").strip() == APPLICATION


def _relations(file: File, name: str) -> dict[str, Relation]:
    folder, base = posixpath.split(name)
    place = posixpath.join(folder, "_rels", f"{base}.rels")
    if place not in file.archive:
        return {}
    root = parse(file.archive.read(place), file.budget)
    return {item.get("Id", ""): _relation(item, folder) for item in every(root, "rel:Relationship")}


def _relation(item: Element, folder: str) -> Relation:
    target, outside = item.get("Target", ""), item.get("TargetMode") == "External"
    if not outside:
        target = unquote(target)
        target = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
    return Relation(target, outside, item.get("Type", "").rpartition("/")[2])
