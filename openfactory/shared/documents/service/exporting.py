"""Documents as files: Markdown here, Word and PDF in a process of their own, which cannot reach the network."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from openfactory.core.access import Access
from openfactory.core.errors import Conflict
from openfactory.core.subjects import find_subject
from openfactory.shared.accounts.slugs import slug_of
from openfactory.shared.documents.errors import TooLong
from openfactory.shared.documents.files.printed import Cover, Printed, Volume
from openfactory.shared.documents.files.running import to_file
from openfactory.shared.documents.kinds import Collection
from openfactory.shared.documents.schemas.files import Format
from openfactory.shared.documents.service import reading
from openfactory.shared.documents.service.writing import to_markdown
from openfactory.shared.documents.texts import Text

MOST = 500  # documents in one file
LARGEST = 20_000_000  # bytes of JSON in one file
MARKDOWN = "text/markdown; charset=utf-8"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PDF = "application/pdf"
_MEDIA_TYPES = {"md": MARKDOWN, "docx": WORD, "pdf": PDF}


@dataclass(frozen=True)
class File:
    """A file to hand out."""

    name: str
    media_type: str
    body: bytes


async def export_one(access: Access, collection: Collection, document_id: UUID, kind: Format) -> File:
    """A document as a file, named after its slug."""
    row = await reading.read_document(access, collection, document_id)
    if kind == "md":
        text = reading.text_of(row)
        body = (await to_markdown(text.printed(), len(text.encoded))).encode()
    else:
        body = await to_file(kind, Volume([_printed(collection, row)], made_at=_changed([row])))
    return File(f"{row['slug']}.{kind}", _MEDIA_TYPES[kind], body)


async def export_all(access: Access, collection: Collection, kind: Format) -> File:
    """All documents in their order as one file, under the project's name."""
    rows = await reading.read_all(access, collection, MOST + 1)
    if not rows:
        raise Conflict(f"there are no {collection.spoken} to export")
    if len(rows) > MOST or sum(len(row["content"]) for row in rows) > LARGEST:
        raise TooLong(f"one file holds at most {MOST} {collection.spoken} and {LARGEST} bytes of them")
    project = await find_subject(access, "project", access.project, pointer="")
    title = f"{project.title}: {collection.spoken}"
    if kind == "md":
        body = (await _one_markdown(project.title, rows)).encode()
    else:
        cover = Cover(project.title, (collection.spoken.capitalize(), f"Last changed {_changed(rows):%Y-%m-%d}"))
        printed = [_printed(collection, row) for row in rows]
        body = await to_file(kind, Volume(printed, cover, made_at=_changed(rows)))
    return File(f"{slug_of(title, collection.plural)}.{kind}", _MEDIA_TYPES[kind], body)


async def _one_markdown(title: str, rows: Sequence[dict[str, Any]]) -> str:
    """Each text under its title; headings are one level deeper, so that the whole has one outline."""
    parts = [f"# {title}\n"]
    for row in rows:
        text = reading.text_of(row)
        content = _deeper(text.printed())
        parts.append(f"## {row['title']}\n\n{await to_markdown(content, len(text.encoded))}")
    return "\n".join(parts)


def _deeper(content: dict[str, Any]) -> dict[str, Any]:
    blocks = [
        {**block, "attrs": {"level": min(6, block["attrs"]["level"] + 2)}} if block["type"] == "heading" else block
        for block in content.get("content", [])
    ]
    return {**content, "content": blocks}


def _changed(rows: Sequence[dict[str, Any]]) -> datetime:
    """When the newest change was: the same documents give the same file."""
    return datetime.fromisoformat(max(row["updatedAt"] for row in rows))


def _printed(collection: Collection, row: dict[str, Any]) -> Printed:
    text: Text = reading.text_of(row)
    about = [collection.kind(row["type"]).title]
    if row["featureName"]:
        about.append(f"Feature: {row['featureName']}")
    about.append(f"Last changed {row['updatedAt'][:10]}")
    return Printed(title=row["title"], content=text.printed(), subtitle=tuple(about))
