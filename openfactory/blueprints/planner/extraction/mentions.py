"""Keys of requirements and criteria that a text names, and what it says it depends on.

Nothing is read in code, and nothing that is struck through.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence

from openfactory.shared.documents.content.nodes import Node
from openfactory.shared.documents.content.text import children, inline_text, text_blocks

_KEY = re.compile(
    r"\b(?:(?P<first>REQ-[1-9]\d{0,6})(?:\s*(?:…|\.\.\.?|–|—|-|to|through|until|up to)\s*(?P<last>REQ-[1-9]\d{0,6}))?"
    r"|(?P<criterion>AC-[1-9]\d{0,6}\.[1-9]\d{0,6}))\b"
)
_DEPENDS = re.compile(
    r"\b(?P<sure>depends? on|depending on|blocked by|waits? for)\s+(?P<what>[^.;!?\n|]{2,200})"
    r"|\b(?:(?<!\w)after|once|builds? on)\s+(?P<maybe>[^.;!?\n|]{2,200})",
    re.IGNORECASE,
)
_LINKS = re.compile(r"\s*(?:,|\band\b|&|\+)\s*", re.IGNORECASE)
_AROUND = re.compile(
    r"^(?:the\s+)?(?:(?:work order|section|part|step|task)\s+(?=[\"“„'‘«`]))?|(?:\s+(?:section|part))?"
    r"\s*(?:\((?:[^)]*)\))?"
    r"\s*(?:(?:is|are|has been|have been)\s+(?:done|finished|built|ready|complete|in place|there).*)?$",
    re.IGNORECASE,
)
_NAME = re.compile(r"(?:the\s+)?(?:[\"“„'‘«`]|[A-Z0-9]|(?:step|task|section|phase|work order)\b)")
_KEYS_IN_BRACKETS = re.compile(r"\s*[(\[](?:\s*(?:REQ|AC)-[1-9][\d.]*\s*(?:[,;&…–—-]|\.\.\.?|and\b|to\b)?)+\s*[)\]]")
_AFTER_QUOTED = re.compile(
    r"[,;]?\s*\b(?:after|once|depends? on|blocked by)\s+(?:\"[^\"]+\"|“[^”]+”|„[^“]+“|«[^»]+»)\s*$", re.IGNORECASE
)
_QUOTES = " \t\"'“”„‘’«»`*_:,"


def said(block: Node) -> str:
    """A block's text without what is code or struck through."""
    kept = [child for child in children(block) if not _muted(child)]
    return inline_text({**block, "content": kept})


def _muted(node: Node) -> bool:
    return any(mark["type"] in ("strike", "code") for mark in node.get("marks") or ())


def texts_of(blocks: Sequence[Node]) -> Iterable[str]:
    """The texts of blocks, code left out."""
    for _, block in text_blocks({"type": "doc", "content": list(blocks)}):
        if block["type"] != "codeBlock":
            yield said(block)


def mentioned_keys(blocks: Sequence[Node], known: Collection[str]) -> list[str]:
    """Those of the known keys that blocks name, in the order of the text; `REQ-3 to REQ-9` names all in between."""
    found: dict[str, None] = {}
    for text in texts_of(blocks):
        for match in _KEY.finditer(text):
            keys = [match["criterion"]] if match["criterion"] else _between(match["first"], match["last"], known)
            found.update(dict.fromkeys(key for key in keys if key in known))
    return list(found)


def _between(first: str, last: str | None, known: Collection[str]) -> list[str]:
    if last is None:
        return [first]
    start, end = int(first[4:]), int(last[4:])
    numbers = sorted(int(key[4:]) for key in known if key.startswith("REQ-") and key[4:].isdecimal())
    return [f"REQ-{number}" for number in numbers if start <= number <= end] or [first, last]


def without_dependencies(title: str) -> str:
    """A title without what is said in brackets, and without what it comes after: "List pumps (REQ-2), after …"."""
    match = _DEPENDS.search(title)
    shortened = title[: match.start()] if match else title
    return re.sub(r"\s*\([^)]*\)", "", shortened).strip(_QUOTES + ";") or title


def without_references(title: str) -> str:
    """A task's words alone: without keys in brackets, and without the quoted name of what it comes after."""
    return _AFTER_QUOTED.sub("", _KEYS_IN_BRACKETS.sub("", title)).strip() or title


def dependencies(blocks: Sequence[Node]) -> list[tuple[str, bool]]:
    """What blocks say they come after: each name, and whether it is surely meant as one of work.

    Sure is "depends on …" or "blocked by …" before what is written as a name: with a capital, in quotes, or "step 2".
    The other ones ("after …", "once …") are said of much else: they count where the name is known.
    """
    found: dict[str, bool] = {}
    for text in texts_of(blocks):
        for match in _DEPENDS.finditer(text):
            sure = match["sure"] is not None
            pieces = _LINKS.split(match["what"]) if sure else [match["maybe"].partition(",")[0]]
            for piece in pieces:
                if name := _AROUND.sub("", piece.strip(_QUOTES)).strip(_QUOTES):
                    found[name] = found.get(name, False) or (sure and _NAME.match(piece.strip()) is not None)
    return list(found.items())
