"""What a document says, as a value: its content in canonical form, and the source of its diagram."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from typing import Any

import msgspec

from openfactory.core.errors import Invalid
from openfactory.shared.documents.content.errors import ContentError
from openfactory.shared.documents.content.nodes import Node
from openfactory.shared.documents.content.schema import EMPTY, canonical
from openfactory.shared.documents.content.text import children, plain_text
from openfactory.shared.documents.errors import TooLong
from openfactory.shared.documents.requirements.items import Item, flatten
from openfactory.shared.documents.requirements.parsing import find_requirements

LARGEST = 5_000_000  # bytes of JSON
MOST_BLOCKS = 20_000  # at the top of a document
LONGEST_DIAGRAM = 200_000  # characters


@dataclass(frozen=True)
class Text:
    """`content` is canonical; `diagram` is None for kinds without one."""

    content: Node
    diagram: str | None = None

    @classmethod
    def of(cls, content: Any, diagram: str | None = None, *, pointer: str = "/body/content") -> Text:
        """From what a caller sends, or from what was read out of a file; a refusal says where it is wrong."""
        try:
            text = cls(canonical(content), diagram)
        except ContentError as error:
            raise Invalid.at(pointer + error.pointer, error.message, code="content") from None
        if len(children(text.content)) > MOST_BLOCKS:
            raise TooLong(f"a document has at most {MOST_BLOCKS} paragraphs, headings, lists and so on")
        if len(text.encoded) > LARGEST:
            raise TooLong(f"a document has at most {LARGEST} bytes, with the images in it, and this has more")
        return text

    @classmethod
    def stored(cls, content: str, diagram: str | None) -> Text:
        """From its row."""
        return cls(msgspec.json.decode(content), diagram)

    @cached_property
    def encoded(self) -> bytes:
        """The content as JSON: equal contents have equal bytes."""
        return msgspec.json.encode(self.content, order="sorted")

    @cached_property
    def digest(self) -> str:
        """SHA-256 of content and diagram."""
        digest = sha256(self.encoded)
        if self.diagram is not None:
            digest.update(b"\0" + self.diagram.encode())
        return digest.hexdigest()

    @cached_property
    def items(self) -> list[tuple[Item, Item | None]]:
        """The requirements in it, each before its criteria, which come with the requirement they belong to."""
        return list(flatten(find_requirements(self.content)))

    def with_diagram(self, diagram: str | None) -> Text:
        """The same content beside another diagram; what has been found out about the content is kept."""
        text = Text(self.content, diagram)
        text.__dict__.update({name: found for name, found in self.__dict__.items() if name in ("encoded", "items")})
        return text

    @property
    def plain(self) -> str:
        """All its words, for the search."""
        return "\n".join(filter(None, (plain_text(self.content), self.diagram)))

    def printed(self) -> Node:
        """The content with the diagram at its beginning, for where there is only one text: Markdown, exports."""
        if not self.diagram:
            return self.content
        diagram: Node = {"type": "text", "text": self.diagram.rstrip("\n")}
        block: Node = {"type": "codeBlock", "attrs": {"language": "mermaid"}, "content": [diagram]}
        return {"type": "doc", "content": [block, *children(self.content)]}


NOTHING = Text(EMPTY)
