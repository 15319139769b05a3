"""Rules about the verb of a requirement: does it bind, who acts, and what is done."""

from __future__ import annotations

import re
from collections.abc import Iterator

from openfactory.shared.documents.review.page import Sentence
from openfactory.shared.documents.review.phrases import Phrases
from openfactory.shared.documents.review.rule import SentenceRule
from openfactory.shared.documents.review.sources import Source, incose
from openfactory.shared.documents.review.spots import Span

_WEAK = re.compile(
    r"\b(should|could|might|ought\s+to|would\s+be\s+(?:nice|good|desirable|helpful|useful)|"
    r"(?:is|are)\s+(?:supposed|expected|intended|desired)\s+to|nice\s+to\s+have|it\s+is\s+(?:desirable|recommended))\b|"
    r"\b(?:it|system|application|app|service|server|software|platform|tool|device|component|module|api|backend|firmware|"
    r"controller|page|client)\s+(may|can\s+optionally|optionally)\b(?!\s+(?:not|be\s+(?:up|at)|only))",
    re.IGNORECASE,
)
_SUBORDINATE = re.compile(
    r"\b(?:that|which|who|whom|whose|what|how|whether|because|since|than|so|where|why)\b[^,;:]{0,120}$", re.IGNORECASE
)


def _weak(sentence: Sentence) -> Iterator[Span]:
    """In a main clause. What somebody may do is a permission, and binds the product."""
    for match in _WEAK.finditer(sentence.text):
        group = 1 if match[1] else 2
        if not _SUBORDINATE.search(sentence.text[max(0, match.start() - 160) : match.start()]):
            fix = "shall" if match[group].lower() == "should" else None
            yield Span(match.start(group), match.end(group), fix)


WEAK = SentenceRule(
    id="weak-modal",
    severity="warning",
    source=Source("arm", "weak phrases"),
    explanation="This verb leaves open whether it has to be done.",
    question="Is it binding? Then write “shall”. Is it a wish? Then keep it apart from the requirements.",
    find=_weak,
)

_NEGATED = re.compile(
    r"\b(?:(?:shall|must|will|should|may)\s+not|cannot|can\s+not)\s+(?:be\s+)?(?:\w+ly\s+)?(\w+)|"
    r"\b(?:does|do|is|are)\s+not\s+(?:be\s+)?(crash|hang|freeze|fail|lose|lost|break|corrupt|leak|block)\w*",
    re.IGNORECASE,
)
# With one of these the sentence says when, how often or how much: that can be tested.
_BOUNDED = re.compile(
    r"\d|\b(?:before|until|while|unless|without|exceed\w*|longer\s+than|more\s+than|less\s+than|after|only|once|twice|"
    r"during|when|if|later\s+than|earlier\s+than|outside|other\s+than|except|within|than|any\s+more)\b",
    re.IGNORECASE,
)
_STATES = re.compile(r"contain|includ|stor|hav|requir|need|depend|allow|permit|possible|exceed", re.IGNORECASE)


def _negative(sentence: Sentence) -> Iterator[Span]:
    for match in _NEGATED.finditer(sentence.text):
        verb = match[1] or match[2]
        if match[0].lower().startswith("can") or _STATES.match(verb) or _BOUNDED.search(sentence.text):
            continue
        yield Span(match.start(), match.end())


NEGATIVE = SentenceRule(
    id="negative",
    severity="info",
    source=incose(16),
    explanation="That something does not happen cannot be shown by a test of finite length.",
    question="What shall the product do instead, or how often may it happen?",
    find=_negative,
)

_ABLE = (
    r"(?:also\s+|always\s+)?be\s+(?:able\s+to|capable\s+of|designed\s+to|in\s+a\s+position\s+to|"
    r"possible(?:\s+for\s+[\w\s]{1,40}?)?\s+to)"
)
_ABILITY = (
    r"(?:ha(?:ve|s)|provides?|offers?|gives?|supports?)\s+(?:\w+\s+){0,3}?(?:ability|capability|possibility|option|means|"
    r"opportunity|facility|functionality)\s+(?:to|of|for)"
)
SUPERFLUOUS = SentenceRule(
    id="superfluous",
    severity="info",
    source=incose(10),
    explanation="This asks for an ability; what shall be done with it, and when, is left open.",
    question="What does the product do? Write “shall” and that verb.",
    find=Phrases(
        rf"\b(?:shall|must|should|will)\s+{_ABLE}\b",
        rf"\b(?:shall|must|should|will)\s+{_ABILITY}\b",
        r"\b(?:has|have)\s+the\s+(?:ability|possibility|capability|option|opportunity)\s+(?:to|of)\b",
        r"\b(?:is|are)\s+(?:able\s+to|capable\s+of)\b",
        r"\b(?:shall|must|should|will)\s+(?:be\s+(?:enabled|given\s+the\s+\w+)\s+to|"
        r"make\s+it\s+possible(?:\s+for[\w\s]{1,40}?)?\s+to|serve\s+to)\b",
        r"\b(?:want|need|would\s+like)\s+(?:to\s+be\s+able\s+to|the\s+(?:ability|possibility|option)\s+(?:to|of))\b",
        fixes={
            **{f"{modal} be able to": modal for modal in ("shall", "must", "will", "should")},
            **{
                f"{modal} have the {noun} to": modal
                for modal in ("shall", "must")
                for noun in ("ability", "capability")
            },
            "want to be able to": "want to",
            "need to be able to": "need to",
        },
    ),
)

# Done by somebody who decides or answers for it. What a product does by itself (store, show, send) has an actor.
_HUMAN = (
    r"approved|reviewed|checked|inspected|verified|validated|confirmed|authori[sz]ed|signed(?:\s+off)?|submitted|"
    r"declared|decided|assessed|evaluated|audited|acknowledged|agreed|borne|resolved|trained|documented|defined|"
    r"repaired|cleaned|replaced|(?:re)?calibrated|tested|maintained|performed|carried\s+out|conducted|investigated|"
    r"escalated|reported|released|handed\s+over|examined|certified|appointed|nominated|consulted|provided|ensured|"
    r"monitored|managed|administered|supervised|paid|organi[sz]ed|arranged|taken|made|backed\s+up|justified|"
    r"communicated|coordinated|analy[sz]ed|discussed|negotiated|voted\s+on"
)
_PASSIVE = re.compile(
    rf"\b(?<!to\s)(?:is|are|was|were|be|been|being)\s+(?:not\s+)?(?:\w+ly\s+)?({_HUMAN})\b(?!\s*-)", re.IGNORECASE
)
_RELATIVE = re.compile(r"\b(?:that|which|who|whose|if|when|once|until)\s+(?:\w+\s+){0,4}$", re.IGNORECASE)
_ACTOR = re.compile(
    r"\bby\s+(?!default\b|means\b|e-?mail\b|mail\b|post\b|(?:tele)?phone\b|fax\b|sms\b|hand\b|name\b|number\b|date\b|"
    r"\d|\w+ing\b|then\b|now\b|tomorrow\b|at\s+(?:least|most)\b)\w+|\bautomatically\b|\bto\s+the\b",
    re.IGNORECASE,
)
# "shall be kept between 2 °C and 6 °C" describes a state.
_STATE = re.compile(
    r"\s+(?:between|at|in|below|above|under|informed|up|on|with|as|from|off|open|closed)\b", re.IGNORECASE
)


def _passive(sentence: Sentence) -> Iterator[Span]:
    text = sentence.text
    for match in _PASSIVE.finditer(text):
        after = re.split(r"[;:]|,\s+(?:and|but|or)\b", text[match.end() :], maxsplit=1)[0]
        described = match[1].lower() in ("taken", "made", "provided", "reported", "defined", "documented")
        if _ACTOR.search(after) or _RELATIVE.search(text[max(0, match.start() - 60) : match.start()]):
            continue
        if not (described and _STATE.match(after)):
            yield Span(match.start(), match.end())


PASSIVE = SentenceRule(
    id="passive-no-actor",
    severity="info",
    source=incose(2),
    explanation="Somebody has to do this, and the sentence does not say who.",
    question="Who does it: which role, or which part of the product?",
    find=_passive,
)
