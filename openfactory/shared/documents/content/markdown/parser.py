"""The Markdown parser: CommonMark with tables and strikethrough, without HTML, with a bound on nesting."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock, blockquote, list_block
from markdown_it.rules_inline import (
    StateInline,
    autolink,
    backtick,
    emphasis,
    entity,
    escape,
    image,
    link,
    newline,
    strikethrough,
)

DEEPEST = 40  # quotes, lists and items inside each other
_DEEPEST_BRACKETS = 20  # each costs three frames of the stack, and time for every bracket
_TEXT = re.compile(r"[^\\`*_~\[\]!<&\n]+")
_BREAK = re.compile(r"<br[ \t]*/?>", re.IGNORECASE)

InlineRule = Callable[[StateInline, bool], bool]
BlockRule = Callable[[StateBlock, int, int, bool], bool]


class Parser(MarkdownIt):
    """Addresses stay as they are written; which of them are kept is decided where nodes are made."""

    def __init__(self, nesting: int) -> None:
        super().__init__("commonmark", {"html": False, "maxNesting": nesting})
        self.enable(["table", "strikethrough"])
        # A rule that refuses leaves its line to the others, which read a paragraph: nothing is lost.
        interrupted = ["paragraph", "reference", "blockquote"]
        self.block.ruler.at("blockquote", _bounded(blockquote, 1), {"alt": [*interrupted, "list"]})
        self.block.ruler.at("list", _bounded(list_block, 2), {"alt": interrupted})
        self.inline.ruler.enableOnly([])
        self.inline.ruler.push("any", _any)
        # Rules are compiled at their first use; here, before threads can race for it.
        self.parse("*a*")

    def validateLink(self, url: str) -> bool:  # noqa: N802
        return True

    def normalizeLink(self, url: str) -> str:  # noqa: N802
        return url

    def normalizeLinkText(self, link: str) -> str:  # noqa: N802
        return link


def _bounded(rule: BlockRule, levels: int) -> BlockRule:
    def bounded(state: StateBlock, start: int, end: int, silent: bool) -> bool:
        return state.level + levels <= DEEPEST and rule(state, start, end, silent)

    return bounded


def _line_break(state: StateInline, silent: bool) -> bool:
    """`<br>`, which only headings and cells take for what it says."""
    if not (found := _BREAK.match(state.src, state.pos, state.posMax)):
        return False
    if not silent:
        state.push("line_break", "", 0).content = found[0]
    state.pos = found.end()
    return True


def _link(state: StateInline, silent: bool) -> bool:
    return _may_end_after(state) and link(state, silent)


def _image(state: StateInline, silent: bool) -> bool:
    return _may_end_after(state) and image(state, silent)


def _may_end_after(state: StateInline) -> bool:
    """Whether a link or image that begins here may end: the search for its end is by far the slowest of all."""
    return _last_end(state.src, "]" if state.env.get("references") else "](") > state.pos


@lru_cache(maxsize=4)
def _last_end(source: str, end: str) -> int:
    return source.rfind(end)


def _autolink_or_break(state: StateInline, silent: bool) -> bool:
    return _line_break(state, silent) or autolink(state, silent)


_RULES: dict[str, InlineRule] = {
    "\n": newline,
    "\\": escape,
    "`": backtick,
    "~": strikethrough.tokenize,
    "*": emphasis.tokenize,
    "_": emphasis.tokenize,
    "[": _link,
    "!": _image,
    "<": _autolink_or_break,
    "&": entity,
}


def _any(state: StateInline, silent: bool) -> bool:
    """The one rule that can apply at a character. Trying all of them took most of the time of reading."""
    if rule := _RULES.get(state.src[state.pos]):
        return rule(state, silent)
    if not (text := _TEXT.match(state.src, state.pos, state.posMax)):
        return False
    if not silent:
        state.append_pending(text[0])
    state.pos = text.end()
    return True


blocks = Parser(DEEPEST + 1)  # its own bound, never reached, drops what is deeper
inlines = Parser(_DEEPEST_BRACKETS)
