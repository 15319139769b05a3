"""The Easy Approach to Requirements Syntax (EARS) of Mavin, Wilkinson, Harwood and Novak, RE'09.

    The <system> shall <response>.                              ubiquitous
    When <trigger>, the <system> shall <response>.              event
    While <precondition>, the <system> shall <response>.        state
    Where <feature>, the <system> shall <response>.             option
    If <trigger>, then the <system> shall <response>.           unwanted
    While <precondition>, when <trigger>, the <system> shall …  complex: more than one kind of clause

A sentence with its condition at the end ("… shall stop when …") is in none of these forms.
"""

from __future__ import annotations

import re

from openfactory.shared.documents.requirements.items import Ears, EarsPattern

_KEYWORD = re.compile(r"\s*(while|when|where|if)\b", re.IGNORECASE)
_CLAUSE = re.compile(r"(?:^\s*|,\s*(?:and\s+)?)(while|when|where|if)\s+", re.IGNORECASE)
_MODAL = re.compile(r"\s(?:shall|must|will|should)\s", re.IGNORECASE)
_DETERMINER = re.compile(r"\s(?=(?:the|an?|each|every|any|all|no)\s)", re.IGNORECASE)
_TRAILING = re.compile(r"\s(when|whenever|while|if|unless)\s", re.IGNORECASE)
# After these a "when" or an "if" says what is asked or shown, and is no condition of the sentence.
_ASKING = re.compile(
    r"\b(?:ask|calculat|check|choos|comput|confirm|decid|defin|describ|detect|determin|display|evaluat|find|indicat|"
    r"know|learn|log|not|noti(?:ce|fy)|record|regardless of|report|say|see|show|specif|stat|tell|test|validat|verif)"
    r"\w*(?:\s+(?:the\s+)?(?:user|users|customer|caller|date|time|moment|day))?(?:\s+and)?\s*$|"
    r"\b(?:as|even|or|of|on|about|is|when|matter)\s*$",
    re.IGNORECASE,
)
_ESCAPES = re.compile(
    r"(?:if|when)\s+(?:possible|necessary|needed|required|applicable|appropriate|feasible|any)\b", re.IGNORECASE
)
_PATTERNS: dict[str, EarsPattern] = {"when": "event", "while": "state", "where": "option", "if": "unwanted"}
_LONGEST_SYSTEM = 14  # words
_LONGEST_SENTENCE = 2000  # characters; nothing longer is one


def read_ears(sentence: str) -> Ears | None:
    """The parts of a sentence in one of the forms; None for any other. `will` and `should` count as `shall`."""
    if len(sentence) > _LONGEST_SENTENCE:
        return None
    conditional = _KEYWORD.match(sentence) is not None
    for modal in _MODAL.finditer(sentence):
        before, response = sentence[: modal.start()], sentence[modal.end() :].strip().rstrip(".!")
        found = _conditional(before, response) if conditional else _ubiquitous(before, response)
        if found or not conditional:
            return found
    return None


def trailing_condition(response: str) -> re.Match[str] | None:
    """Where a response goes on with a condition that EARS puts first: `match[1]` is its first word."""
    for match in _TRAILING.finditer(response):
        before = response[max(0, match.start() - 60) : match.start()]
        if not _ASKING.search(before) and not _ESCAPES.match(response, match.start(1)):
            return match
    return None


def _ubiquitous(system: str, response: str) -> Ears | None:
    system = system.strip()
    if not system or "," in system or not _is_system(system) or trailing_condition(" " + response):
        return None
    return Ears(pattern="ubiquitous", system=system, response=response)


def _conditional(before: str, response: str) -> Ears | None:
    """`before` is all in front of the modal verb: clauses, then the system."""
    conditions, comma, system = before.rpartition(",")
    if not comma:
        cuts = [match.end() for match in _DETERMINER.finditer(before)]
        conditions, system = (before[: cuts[-1]], before[cuts[-1] :]) if cuts else ("", "")
    system = re.sub(r"^then\s+", "", system.strip(), flags=re.IGNORECASE)
    conditions = re.sub(r",?\s+then\s*$", "", conditions.rstrip(), flags=re.IGNORECASE)
    if not _is_system(system) or _KEYWORD.match(system):
        return None
    clauses = _clauses(conditions)
    if not clauses or not all(clauses.values()):
        return None
    pattern = "complex" if len(clauses) > 1 else _PATTERNS[next(iter(clauses))]
    return Ears(
        pattern=pattern,
        system=system,
        response=response,
        trigger=" and ".join(clauses[word] for word in ("when", "if") if word in clauses),
        precondition=clauses.get("while", ""),
        feature=clauses.get("where", ""),
    )


def _clauses(conditions: str) -> dict[str, str]:
    """What each keyword introduces; two clauses of a kind are joined."""
    found: dict[str, str] = {}
    matches = list(_CLAUSE.finditer(conditions))
    ends = [*(match.start() for match in matches[1:]), len(conditions)] if matches else []
    for match, end in zip(matches, ends, strict=True):
        word, text = match[1].lower(), conditions[match.end() : end].strip(" ,")
        found[word] = f"{found[word]} and {text}" if word in found else text
    return found


def _is_system(words: str) -> bool:
    first = words.split(maxsplit=1)[0].lower() if words.split() else ""
    return 0 < len(words.split()) <= _LONGEST_SYSTEM and first not in {"i", "we", "you", "there", "and", "or", "but"}
