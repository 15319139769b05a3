"""From Markdown to content."""

from __future__ import annotations

import re
from typing import Any

from markdown_it.common.utils import unescapeAll
from markdown_it.token import Token

from openfactory.shared.documents.content.markdown.characters import clean, lines_joined
from openfactory.shared.documents.content.markdown.inline_reading import accepts, read_inline
from openfactory.shared.documents.content.markdown.parser import blocks
from openfactory.shared.documents.content.nodes import NODES, Node
from openfactory.shared.documents.content.schema import canonical

# What stands between two lines of dashes is front matter when its first line is a key or a comment:
# a document may begin with a thematic break as well.
_FRONT_MATTER = re.compile(r"---[ \t]*\n((?:#|[\w\"'][^\n:]*:)[^\n]*\n(?:[^\n]*\n)*?)(?:---|\.\.\.)[ \t]*(?:\n|\Z)")
_TASK = re.compile(r"\[([ xX])\](?:\s+|\Z)")

_OPENED = {
    "paragraph_open": "paragraph",
    "heading_open": "heading",
    "blockquote_open": "blockquote",
    "bullet_list_open": "bulletList",
    "ordered_list_open": "orderedList",
    "list_item_open": "listItem",
    "table_open": "table",
    "tr_open": "tableRow",
    "th_open": "tableHeader",
    "td_open": "tableCell",
}
_CLOSED = {name.replace("_open", "_close") for name in _OPENED}
_CELLS = ("tableHeader", "tableCell")


def read_markdown(text: str) -> Node:
    """The content that a Markdown text says, in canonical form.

    Refuses (ContentError, a ValueError) what would have more nodes than a content may have.
    """
    text = lines_joined(clean(text)).lstrip("\ufeff")
    document: Node = {"type": "doc", "content": []}
    if matter := _FRONT_MATTER.match(text):
        document["content"].append(_code(matter[1], "yaml"))
        text = text[matter.end() :]
    definitions: dict[str, Any] = {}  # of references; the parser fills it
    tokens: list[Token] = []
    blocks.block.parse(text, blocks, definitions, tokens)
    _Builder(document, definitions).build(tokens)
    return canonical(document)


class _Builder:
    def __init__(self, document: Node, definitions: dict[str, Any]) -> None:
        self.open = [document]  # the nodes that are not complete yet, outermost first
        self.definitions = definitions

    def build(self, tokens: list[Token]) -> None:
        for token in tokens:
            if token.type in _OPENED:
                self.begin(token)
            elif token.type in _CLOSED:
                self.end()
            elif token.type == "inline":
                self.inline(token.content)
            elif token.type in ("fence", "code_block"):
                self.add(_code(token.content, _language(token.info)))
            elif token.type == "hr":
                self.add({"type": "horizontalRule"})

    def add(self, node: Node) -> None:
        self.open[-1]["content"].append(node)

    def begin(self, token: Token) -> None:
        node: Node = {"type": _OPENED[token.type], "attrs": _attributes(token), "content": []}
        self.add(node)
        self.open.append(node)

    def end(self) -> None:
        node = self.open.pop()
        siblings = self.open[-1]["content"]
        if node["type"] == "paragraph" and not node["content"]:
            siblings.pop()  # where one is needed, the canonical form has it
        elif node["type"] == "bulletList":
            siblings[-1:] = _lists(node["content"])

    def inline(self, source: str) -> None:
        holder = self.open[-1]
        one_line = holder["type"] != "paragraph"
        if not one_line:
            source = self.task(source)
        found = read_inline(source, self.definitions, one_line=one_line)
        if holder["type"] in _CELLS:
            holder["content"].append({"type": "paragraph", "content": found})
        else:
            holder["content"] = found

    def task(self, source: str) -> str:
        """The source without the check box that makes it a task, if this is the first paragraph of a list item."""
        if len(self.open) < 3 or self.open[-3]["type"] != "bulletList" or len(self.open[-2]["content"]) > 1:
            return source
        if not (box := _TASK.match(source)):
            return source
        self.open[-2].update(type="taskItem", attrs={"checked": box[1] != " "})
        return source[box.end() :]


def _attributes(token: Token) -> Node:
    if token.type == "heading_open":
        return {"level": int(token.tag[1])}
    if token.type == "ordered_list_open":
        return {"start": token.attrs.get("start", 1)}
    if token.type in ("th_open", "td_open") and token.attrs:
        return {"align": str(token.attrs["style"]).removeprefix("text-align:")}
    return {}


def _lists(items: list[Node]) -> list[Node]:
    """One list for each run of items that are tasks, or are none: neither check boxes nor plain items are lost."""
    lists: list[Node] = []
    for item in items:
        kind = "taskList" if item["type"] == "taskItem" else "bulletList"
        if not lists or lists[-1]["type"] != kind:
            lists.append({"type": kind, "content": []})
        lists[-1]["content"].append(item)
    return lists


def _language(info: str) -> str | None:
    words = unescapeAll(info).split()
    return words[0] if words and accepts(NODES["codeBlock"].attributes, {"language": words[0]}) else None


def _code(text: str, language: str | None) -> Node:
    text = text.removesuffix("\n")
    content = [{"type": "text", "text": text}] if text else []
    return {"type": "codeBlock", "attrs": {"language": language}, "content": content}
