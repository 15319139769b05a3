"""Files made and read in isolated processes: bounded in time and memory, and without a network."""

from __future__ import annotations

from typing import Literal

import msgspec

from openfactory.core.isolated import run_isolated
from openfactory.shared.documents.content.nodes import Node
from openfactory.shared.documents.files.isolated_entry import FROM_DOCX, TO_DOCX, TO_PDF, pack
from openfactory.shared.documents.files.printed import Volume

_SECONDS = 50.0  # less than a request may take
_MEMORY = 1 << 30  # bytes
_LARGEST = 100_000_000  # bytes of a file, or of a content


async def to_file(kind: Literal["docx", "pdf"], volume: Volume) -> bytes:
    """A volume as a Word or PDF file."""
    target = TO_PDF if kind == "pdf" else TO_DOCX
    return await run_isolated(target, pack(volume), seconds=_SECONDS, memory=_MEMORY, largest_answer=_LARGEST)


async def from_docx(data: bytes) -> Node:
    """What a Word file says; `Refused`, with the reason, for what is none."""
    answer = await run_isolated(FROM_DOCX, data, seconds=_SECONDS, memory=_MEMORY, largest_answer=_LARGEST)
    content: Node = msgspec.json.decode(answer)
    return content
