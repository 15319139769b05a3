"""From the source of one paragraph, heading or cell to inline nodes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from markdown_it.token import Token

from openfactory.shared.documents.content.markdown.parser import inlines
from openfactory.shared.documents.content.nodes import MARKS, NODES, Attribute, Node

_PLAIN = re.compile(r"[^\\`*_~\[\]!<&\n]*")
_MENTION = re.compile(r"mention:([0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12})", re.IGNORECASE)
_MARKS = {"strong": "bold", "em": "italic", "s": "strike"}


def read_inline(source: str, definitions: dict[str, Any], *, one_line: bool) -> list[Node]:
    """The inline nodes of a source. `one_line`: of a heading or a cell, where `<br>` is a hard break."""
    if _PLAIN.fullmatch(source):
        return [{"type": "text", "text": source}] if source else []
    tokens = inlines.inline.parse(source, inlines, definitions, [])
    return _Reader(tokens, one_line).read()


class _Reader:
    def __init__(self, tokens: Sequence[Token], one_line: bool) -> None:
        self.tokens = tokens
        self.one_line = one_line
        self.nodes: list[Node] = []
        self.pieces: list[str] = []  # of one text, with these marks
        self.marks: list[Node] = []
        self.open = {"bold": 0, "italic": 0, "strike": 0}
        self.link: Node | None = None
        self.after_link = ""  # what stands for the end of a link that is none

    def read(self) -> list[Node]:
        place = 0
        while place < len(self.tokens):
            place = self.token(self.tokens[place], place) + 1
        self.flush()
        # A line break cannot end a paragraph in Markdown; what would read as one is no content.
        while self.nodes and not self.one_line and self.nodes[-1]["type"] == "hardBreak":
            self.nodes.pop()
        return self.nodes

    def token(self, token: Token, place: int) -> int:
        """Read it; the place of the last token that was read with it."""
        name = token.type.rpartition("_")[0]
        if name in _MARKS:
            self.open[_MARKS[name]] += token.nesting
        elif token.type == "link_open":
            return self.link_open(token, place)
        elif token.type == "link_close":
            self.text(self.after_link)
            self.link, self.after_link = None, ""
        elif token.type == "image":
            self.image(token)
        elif token.type == "hardbreak" or (token.type == "line_break" and self.one_line):
            self.add({"type": "hardBreak"})
        elif token.type == "code_inline":
            self.text(token.content, code=True)
        else:
            self.text(" " if token.type == "softbreak" else token.content)
        return place

    def text(self, text: str, *, code: bool = False) -> None:
        if not text:
            return
        marks = [self.link] if self.link else []
        marks += [{"type": "code"}] if code else [{"type": name} for name, depth in self.open.items() if depth]
        if self.pieces and self.marks != marks:
            self.flush()
        self.marks = marks
        self.pieces.append(text)

    def flush(self) -> None:
        """The pieces of text so far as a node."""
        if self.pieces:
            text = "".join(self.pieces)
            self.nodes.append({"type": "text", "text": text, **({"marks": self.marks} if self.marks else {})})
            self.pieces = []

    def add(self, node: Node) -> None:
        self.flush()
        self.nodes.append(node)

    def image(self, token: Token) -> None:
        source, title = str(token.attrs["src"]), str(token.attrs.get("title", ""))
        alt = _plain(token.children or ())
        attributes = {"src": source, **_given(alt=alt, title=title)}
        if accepts(NODES["image"].attributes, attributes):
            self.add({"type": "image", "attrs": attributes})
        else:
            self.text(f"![{alt}]({_target(source, title)})")

    def link_open(self, token: Token, place: int) -> int:
        end = next(at for at in range(place, len(self.tokens)) if self.tokens[at].type == "link_close")
        inside = self.tokens[place + 1 : end]
        if mention := _mention(str(token.attrs["href"]), inside):
            self.add(mention)
            return end
        self.begin_link(token, inside)
        return place

    def begin_link(self, token: Token, inside: Sequence[Token]) -> None:
        href, title = str(token.attrs["href"]), str(token.attrs.get("title", ""))
        attributes = {"href": href, **_given(title=title)}
        if not accepts(MARKS["link"], attributes):
            auto = token.markup == "autolink"
            self.text("<" if auto else "[")
            self.after_link = ">" if auto else f"]({_target(href, title)})"
            return
        self.link = {"type": "link", "attrs": attributes}
        if all(inner.type == "image" or not _plain([inner]) for inner in inside):
            # Only text can lead somewhere: the address of a link around an image alone, or around nothing,
            # is kept as its text.
            self.after_link = href


def _mention(href: str, inside: Sequence[Token]) -> Node | None:
    if not (found := _MENTION.fullmatch(href)):
        return None
    attributes = {"id": found[1], **_given(label=_plain(inside).removeprefix("@"))}
    return {"type": "mention", "attrs": attributes} if accepts(NODES["mention"].attributes, attributes) else None


def accepts(rules: Mapping[str, Attribute], attributes: Node) -> bool:
    """Whether content holds these attributes."""
    try:
        for name, value in attributes.items():
            rules[name].check(value)
    except ValueError:
        return False
    return True


def _given(**attributes: str) -> Node:
    return {name: value for name, value in attributes.items() if value}


def _target(address: str, title: str) -> str:
    return f'{address} "{title}"' if title else address


def _plain(tokens: Iterable[Token]) -> str:
    pieces = []
    for token in tokens:
        if token.type == "image":
            pieces.append(_plain(token.children or ()))
        else:
            pieces.append(" " if token.type in ("softbreak", "hardbreak") else token.content)
    return "".join(pieces)
