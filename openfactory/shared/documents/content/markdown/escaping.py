"""What must be escaped in Markdown, and only that: in a text, at the beginning of a line, in an address, in a title."""

from __future__ import annotations

import re
from dataclasses import dataclass

from openfactory.shared.documents.content.markdown.characters import ASCII_PUNCTUATION, REFERRED, reference

_SPECIAL = re.compile(r"\*+|_+|~+|`+|[\\<&!\[\]\n\r\f\ufeff]")
_ENTITY = re.compile(r"&(?:#[0-9]{1,8}|#[xX][0-9a-fA-F]{1,8}|[A-Za-z][A-Za-z0-9]{1,31});")
_TAG = re.compile(r"<[A-Za-z/!?]")  # other readers take these for HTML
_ADDRESS = re.compile(r"<[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]*(@|\Z)")
_BRACKETS = re.compile(r"\[[^\[\]]*\](?!\()")
_RUNS = {character: re.compile(re.escape(character) + "+") for character in "*_~`"}


@dataclass(frozen=True)
class Surroundings:
    """What else there is in a paragraph, heading or cell.

    linked  links, images or mentions, whose brackets must find each other
    lone    characters of emphasis and code that it has one run of, with nothing to pair up with
    """

    linked: bool = True
    lone: frozenset[str] = frozenset()

    @classmethod
    def of_bare(cls, text: str) -> Surroundings:
        """Of a text that no mark, link or code is in."""
        runs = ((character, run.finditer(text)) for character, run in _RUNS.items())
        return cls(linked=False, lone=frozenset(character for character, found in runs if len(list(found)) == 1))


def escaped(text: str, surroundings: Surroundings, before: str = "", after: str = "") -> str:
    """A text as Markdown. `before` and `after`: the Markdown that it is put between."""
    return _Escaping(text, surroundings, before, after).escaped()


class _Escaping:
    def __init__(self, text: str, surroundings: Surroundings, before: str, after: str) -> None:
        self.text = text
        self.before, self.after = before, after
        self.linked, self.lone = surroundings.linked, surroundings.lone
        pairs = _BRACKETS.finditer(text) if self.linked else ()
        self.paired = {place for pair in pairs for place in (pair.start(), pair.end() - 1)}

    def escaped(self) -> str:
        return _SPECIAL.sub(self.replaced, self.text)

    def replaced(self, match: re.Match[str]) -> str:
        found = match[0]
        if found in REFERRED:
            return reference(found)
        return found if self.is_harmless(match, found[0]) else "".join(f"\\{character}" for character in found)

    def is_harmless(self, match: re.Match[str], character: str) -> bool:
        start, end = match.span()
        left, right = self.text[start - 1 : start], self.text[end : end + 1]
        if character in self.lone:
            return True
        if character in "*_" and left == " " == right:
            return True
        if character == "_":
            return left.isalnum() and right.isalnum()
        if character == "~":
            at_syntax = (not left and self.before.endswith("~")) or (not right and self.after.startswith("~"))
            return end - start == 1 and not at_syntax
        return self.is_literal(character, start, right)

    def is_literal(self, character: str, start: int, right: str) -> bool:
        if character == "\\":
            return bool(right) and right not in ASCII_PUNCTUATION and right not in REFERRED
        if character == "<":
            address = _ADDRESS.match(self.text, start)
            return not _TAG.match(self.text, start) and not (address and (address[1] or self.after))
        if character == "&":
            return not _ENTITY.match(self.text, start)
        if character == "!":
            return bool(right) or not self.after.startswith("[")
        if character in "[]" and self.linked:
            return start in self.paired
        return character == "[" or (character == "]" and right != "(")


# A list, a heading, a quote, a fence, or (in a list item, after its bullet) a thematic break.
_OPENING = re.compile(
    r"#{1,6}(?=[ \t]|$)|>|[-+*](?=[ \t]|$)|([-*])(?:[ \t]*\1)*[ \t]*$|_(?:[ \t]*_){2,}[ \t]*$|`{3,}[^`]*$|~{3}"
)
_NUMBER = re.compile(r"(\d{1,9})([.)])(?=[ \t]|$)", re.ASCII)
# What makes a heading or a table of the line above.
_UNDERLINE = re.compile(r"=+[ \t]*$|[-:|][-:| \t]*$")
_DEFINITION = re.compile(r"\[(?:[^\[\]\\]|\\.)*\]:", re.DOTALL)  # of a reference


def lines_escaped(paragraph: str, *, literal: bool) -> str:
    """The Markdown of a paragraph, none of whose lines begins anything else. `literal`: it begins with a text."""
    if literal and _DEFINITION.match(paragraph):
        paragraph = f"\\{paragraph}"
    first, *others = paragraph.split("\n")
    return "\n".join([_opening_escaped(first), *(_continuation_escaped(line) for line in others)])


def _opening_escaped(line: str) -> str:
    if _OPENING.match(line):
        return f"\\{line}"
    return _NUMBER.sub(r"\1\\\2", line, count=1) if _NUMBER.match(line) else line


def _continuation_escaped(line: str) -> str:
    return f"\\{line}" if _UNDERLINE.match(line) else _opening_escaped(line)


_CLOSING_HASHES = re.compile(r"(?:^|(?<=[ \t]))#+$")


def heading_escaped(line: str) -> str:
    """The Markdown of a heading, whose end is not taken for the end of its marking."""
    return _CLOSING_HASHES.sub(r"\\\g<0>", line)


_BALANCED = re.compile(r"[^()<>\s\\]+(?:\([^()<>\s\\]*\)[^()<>\s\\]*)*")


def destination(address: str) -> str:
    """The address of a link or an image."""
    written = entities_escaped(address)
    if _BALANCED.fullmatch(address):
        return written
    return "<" + re.sub(r"[<>]", r"\\\g<0>", written) + ">"


def title(text: str) -> str:
    """The title of a link or an image, with its quotation marks."""
    return '"' + entities_escaped(text).replace('"', '\\"') + '"'


def target(address: str, text: str = "") -> str:
    """What is in the parentheses of a link or an image."""
    if not text:
        return destination(address) if address else ""
    return f"{destination(address)} {title(text)}"


def entities_escaped(text: str) -> str:
    """A text where backslashes and character references mean something, but nothing else does."""
    text = _ENTITY.sub(r"\\\g<0>", text.replace("\\", "\\\\"))
    return re.sub("[\n\r\f\ufeff]", lambda match: reference(match[0]), text)
