"""Contents to write, and documents in short."""

from __future__ import annotations

from typing import Any

from openfactory.testing.harness import Client


def paragraph(*texts: str | dict[str, Any]) -> dict[str, Any]:
    """A paragraph of texts and nodes."""
    nodes = [{"type": "text", "text": text} if isinstance(text, str) else text for text in texts]
    return {"type": "paragraph", "content": nodes} if nodes else {"type": "paragraph"}


def content(*blocks: str | dict[str, Any]) -> dict[str, Any]:
    """A content of paragraphs and blocks."""
    return {"type": "doc", "content": [paragraph(block) if isinstance(block, str) else block for block in blocks]}


async def markdown_of(client: Client, document: Any, where: str = "/refinery/documents") -> str:
    """What a document says, as Markdown."""
    reply = await client.get(f"{where}/{document['id']}", headers={"accept": "text/markdown"})
    assert reply.status_code == 200, reply.text
    return reply.text


async def titles(client: Client, where: str = "/refinery/documents", **query: Any) -> list[str]:
    """The titles in a list."""
    return [row["title"] for row in (await client.get(where, params=query)).json()["documents"]]
