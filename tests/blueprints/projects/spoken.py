"""Documents to say something with, and the tree in short."""

from __future__ import annotations

from typing import Any

from openfactory.testing.harness import Client


def saying(*pieces: str | dict[str, Any]) -> dict[str, Any]:
    """A document of one paragraph."""
    nodes = [{"type": "text", "text": piece} if isinstance(piece, str) else piece for piece in pieces]
    return {"type": "doc", "content": [{"type": "paragraph", "content": nodes}]}


def mention(user: Any) -> dict[str, Any]:
    """A node that mentions a user."""
    return {"type": "mention", "attrs": {"id": str(user.id), "label": user.name}}


async def tree(client: Client) -> list[Any]:
    """The features as nested pairs of name and children."""

    def pairs(features: list[Any]) -> list[Any]:
        return [(feature["name"], pairs(feature["children"])) for feature in features]

    return pairs((await client.get("/features")).json()["features"])
