"""Keys of requirements (`REQ-7`) and criteria (`AC-7.2`) at the beginning of a text."""

from __future__ import annotations

import re
from dataclasses import dataclass

from openfactory.shared.documents.requirements.items import Kind

_AFTER = r"(?:\s*[:.)\]—–]+|\s+-+(?=\s)|-(?=\s)|(?=\s)|$)\s*"
_REGULAR = re.compile(rf"[(\[]?(REQ-[1-9]\d{{0,6}}|AC-[1-9]\d{{0,6}}\.[1-9]\d{{0,6}})(?![\w.-]*\w){_AFTER}")
# What is no key but was surely meant as one. Without a hyphen a mark has to follow: "Req 7 days before …" has none.
_IRREGULAR = re.compile(
    rf"[(\[]?((?P<prefix>REQ|AC)(?P<joint>[-_‐‑–]|\s|#|)(?P<first>\d{{1,7}})(?:[.-](?P<second>\d{{1,7}}))?)"
    rf"(?![\w.-]*\w)(?P<after>{_AFTER})",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Key:
    """A key that a text begins with.

    written   as it stands there
    regular   what it means: `REQ-7` for `req-007`; None where it does not say (`AC-2`: of which requirement?)
    start, end, after   where it stands, and where the text after it begins
    """

    kind: Kind
    written: str
    regular: str | None
    start: int
    end: int
    after: int


def read_key(text: str) -> Key | None:
    """The key at the beginning, if any: followed by a space, a colon, a dot, a bracket or a dash, or all there is."""
    start = len(text) - len(text.lstrip())
    if match := _REGULAR.match(text, start):
        kind: Kind = "requirement" if match[1].startswith("REQ") else "criterion"
        return Key(kind, match[1], match[1], match.start(1), match.end(1), match.end())
    match = _IRREGULAR.match(text, start)
    if match is None or not (match["joint"].strip() or match["after"].strip()):
        return None
    kind = "requirement" if match["prefix"].upper() == "REQ" else "criterion"
    if kind == "requirement" and match["second"]:
        return None
    return Key(kind, match[1], _regular(kind, match), match.start(1), match.end(1), match.end())


def requirement_of(criterion: str | None) -> str | None:
    """The key of the requirement that a criterion's key names: `REQ-7` of `AC-7.2`."""
    return f"REQ-{criterion.removeprefix('AC-').partition('.')[0]}" if criterion else None


def _regular(kind: Kind, match: re.Match[str]) -> str | None:
    first, second = int(match["first"]), int(match["second"] or 0)
    if kind == "requirement":
        return f"REQ-{first}" if first else None
    return f"AC-{first}.{second}" if first and second else None
