"""How versions are stored: a whole content now and then, and between them only what differs from it.

A version is read from at most two rows, whatever number of versions there is: a patch refers to a whole version
and never to another patch. Patches grow with the distance from their whole; when together they have become as large
as a whole one, the next version is whole. (As with renting until the rent has come to the price, this takes at most
twice the space of the best choice.)
"""

from __future__ import annotations

import zlib
from typing import Any

import msgspec

from openfactory.core.access import Access
from openfactory.core.db.queries import Query
from openfactory.shared.documents.content.comparing import runs
from openfactory.shared.documents.content.nodes import Node
from openfactory.shared.documents.content.text import children
from openfactory.shared.documents.models import Document, Version
from openfactory.shared.documents.texts import Text

_PATCHES = Query(
    "documents.patches",
    "SELECT COALESCE(SUM(LENGTH(body)), 0) AS size FROM documents_versions "
    "WHERE basis_id = :basis_id AND project_id = :project_id",
)


async def keep(access: Access, document: Document, text: Text, number: int, summary: str | None) -> Version:
    """Store a text as a version of the document."""
    body, basis_id = _packed({"content": text.content, "diagram": text.diagram}), None
    basis = await Version.visible_to(access).filter(document_id=document.id, basis=None).order_by("-number").first()
    if basis is not None:
        patch = _packed({"patch": _patch(_unpacked(basis.body)["content"], text.content), "diagram": text.diagram})
        patches = await _PATCHES.one(basis_id=basis.id, project_id=access.project)
        assert patches is not None
        if patches["size"] + len(patch) < len(body):
            body, basis_id = patch, basis.id
    return await Version.create(
        project_id=document.project_id,
        document_id=document.id,
        number=number,
        summary=summary,
        basis_id=basis_id,
        body=body,
        digest=text.digest,
        created_by_id=access.caller.user_id,
    )


async def restore(access: Access, version: Version) -> Text:
    """The text of a version."""
    found = _unpacked(version.body)
    if version.basis_id is None:
        return Text(found["content"], found["diagram"])
    basis = await Version.require(access, version.basis_id)
    return Text(_patched(_unpacked(basis.body)["content"], found["patch"]), found["diagram"])


def _patch(old: Node, new: Node) -> list[Any]:
    """Pieces of the new content in order: `[start, count]` of the old blocks, or a list of `{"new": block}`."""
    pieces: list[Any] = []
    blocks = children(new)
    for run in runs(children(old), blocks):
        if run.operation == "equal":
            pieces.append([run.start, run.end - run.start])
        elif run.new_end > run.new_start:
            pieces.append({"new": blocks[run.new_start : run.new_end]})
    return pieces


def _patched(old: Node, pieces: list[Any]) -> Node:
    before, blocks = children(old), []
    for piece in pieces:
        if isinstance(piece, dict):
            blocks += piece["new"]
        else:
            start, count = piece
            blocks += before[start : start + count]
    return {"type": "doc", "content": blocks} if blocks else {"type": "doc"}


def _packed(value: dict[str, Any]) -> bytes:
    return zlib.compress(msgspec.json.encode(value), level=6)


def _unpacked(body: bytes) -> dict[str, Any]:
    value: dict[str, Any] = msgspec.json.decode(zlib.decompress(body))
    return value
