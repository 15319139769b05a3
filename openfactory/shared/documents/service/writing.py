"""From what a caller gives to a text: checked JSON, or Markdown that is read."""

from __future__ import annotations

import asyncio

from openfactory.core.errors import Invalid
from openfactory.shared.documents.content.markdown import read_markdown, write_markdown
from openfactory.shared.documents.content.nodes import Node
from openfactory.shared.documents.schemas.documents import OneText
from openfactory.shared.documents.texts import Text

_AT_ONCE = 20_000  # characters of Markdown that take a few milliseconds; more is read beside the event loop


async def given_text(wanted: OneText) -> Text | None:
    """The text in the body, checked; None where there is none."""
    if wanted.content is not None:
        return Text.of(wanted.content)
    if wanted.markdown is not None:
        return Text.of(await from_markdown(wanted.markdown, pointer="/body/markdown"), pointer="/body/markdown")
    return None


async def from_markdown(text: str, *, pointer: str) -> Node:
    """The content that Markdown stands for; 422 at `pointer` for what cannot be one."""
    try:
        return read_markdown(text) if len(text) < _AT_ONCE else await asyncio.to_thread(read_markdown, text)
    except ValueError as error:
        raise Invalid.at(pointer, str(error), code="markdown") from None


async def to_markdown(content: Node, size: int) -> str:
    """The content as Markdown; `size` is that of its JSON."""
    return write_markdown(content) if size < _AT_ONCE else await asyncio.to_thread(write_markdown, content)
