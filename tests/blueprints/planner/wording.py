"""Documents, and lists in short."""

from __future__ import annotations

from typing import Any

from openfactory.testing.harness import Client


def text(words: str) -> dict[str, Any]:
    """A paragraph."""
    return {"type": "paragraph", "content": [{"type": "text", "text": words}]}


def document(*blocks: str | dict[str, Any]) -> dict[str, Any]:
    """A document of paragraphs and other blocks."""
    return {"type": "doc", "content": [text(block) if isinstance(block, str) else block for block in blocks]}


def bullets(*items: str | list[dict[str, Any]]) -> dict[str, Any]:
    """A list, of words or of blocks."""
    blocks = [[text(item)] if isinstance(item, str) else item for item in items]
    return {"type": "bulletList", "content": [{"type": "listItem", "content": item} for item in blocks]}


async def titles(client: Client, path: str = "/work-orders", **query: Any) -> list[str]:
    """Titles of the work orders that a list gives."""
    reply = await client.get(path, params=query)
    assert reply.status_code == 200, reply.text
    return [order["title"] for order in reply.json()["workOrders"]]


async def walk(client: Client, order: Any, *statuses: str) -> None:
    """Take a work order from status to status."""
    for status in statuses:
        reply = await client.patch(f"/work-orders/{order['id']}", json={"status": status})
        assert reply.status_code == 200, reply.text
