"""From what a caller gives to a text: checked JSON, or Markdown that is read.

A long text takes tenths of a second: it is read in a thread, before the transaction that stores it begins.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TypeVar

from openfactory.core.errors import Invalid
from openfactory.shared.documents.content.markdown import read_markdown, write_markdown
from openfactory.shared.documents.content.nodes import Node
from openfactory.shared.documents.schemas.documents import OneText
from openfactory.shared.documents.texts import Text

T = TypeVar("T")
_AT_ONCE = 20_000  # characters that take a few milliseconds


async def given_text(wanted: OneText) -> Text | None:
    """The text in the body, checked; None where there is none."""
    if wanted.content is not None:
        content = wanted.content
        return await _beside(_AT_ONCE, lambda: _prepared(Text.of(content)))  # its size is not known yet
    if wanted.markdown is not None:
        return await markdown_text(wanted.markdown, pointer="/body/markdown")
    return None


async def markdown_text(markdown: str, *, pointer: str) -> Text:
    """The text that Markdown stands for; 422 at `pointer` for what cannot be one."""
    return await _beside(len(markdown), lambda: _prepared(_from_markdown(markdown, pointer)))


async def checked_text(content: Node, *, pointer: str) -> Text:
    """A content out of a file, checked."""
    return await _beside(_AT_ONCE, lambda: _prepared(Text.of(content, pointer=pointer)))


async def to_markdown(content: Node, size: int) -> str:
    """The content as Markdown; `size` is that of its JSON."""
    return await _beside(size, lambda: write_markdown(content))


def _from_markdown(markdown: str, pointer: str) -> Text:
    try:
        content = read_markdown(markdown)
    except ValueError as error:
        raise Invalid.at(pointer, str(error), code="markdown") from None
    return Text.of(content, pointer=pointer)


def _prepared(text: Text) -> Text:
    """The text, with what is costly to find out about it found out."""
    _ = text.encoded, text.items
    return text


async def _beside(size: int, work: Callable[[], T]) -> T:
    """Do it here, or where it is long beside the event loop."""
    return work() if size < _AT_ONCE else await asyncio.to_thread(work)
