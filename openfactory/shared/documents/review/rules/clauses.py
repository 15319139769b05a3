"""Rules about how a sentence is put together."""

from __future__ import annotations

import re
from collections.abc import Iterator

from openfactory.shared.documents.requirements.ears import read_ears, trailing_condition
from openfactory.shared.documents.requirements.wording import read_story
from openfactory.shared.documents.review.page import Sentence
from openfactory.shared.documents.review.phrases import Phrases
from openfactory.shared.documents.review.rule import SentenceRule
from openfactory.shared.documents.review.sources import Source, incose
from openfactory.shared.documents.review.spots import Span

LONGEST = 35  # words

PURPOSE = SentenceRule(
    id="purpose",
    severity="info",
    source=incose(20),
    explanation="A reason stands inside the requirement, where it could be read as a part of it.",
    question="Can the reason stand in a note of its own?",
    roles=frozenset({"requirement", "criterion"}),
    find=Phrases(
        r"\b(?:in\s+order\s+(?:to|that|for)|so\s+that|so\s+as\s+to|for\s+the\s+purposes?\s+of|because|"
        r"with\s+the\s+(?:aim|goal|purpose|intention|intent|objective)\s+(?:of|to)|for\s+the\s+sake\s+of|"
        r"to\s+(?:ensure|make\s+sure|avoid|prevent)|thus\s+\w+ing|thereby\s+\w+ing)\b",
        r",\s+(?:since|as\s+(?:this|that|otherwise))\b",
        r"^\s*(?:since|because)\b|^\s*to\s+\w+[^,]{3,120}?,",
        r"\bfor\s+(?:\w+\s+)?reasons?\b",
        r"\bin\s+case\b(?!\s+of\b)",
        unless=r"(?:shall|must|will|should)\s+\w+\s+so\s+that\s+no\b",
    ),
)

_SUBJECT = re.compile(
    r"(?P<word>it|they|this|that|these|those|he|she)\s+(?:also\s+)?(?:shall|must|will|should|may|can|is|are|has|have)\b",
    re.IGNORECASE,
)
_EXPLETIVE = re.compile(
    r"it\s+(?:shall|must|is|will|should)\s+(?:be\s+)?(?:not\s+)?(?:possible|necessary|required|clear|desirable|recommended|important|allowed)\b",
    re.IGNORECASE,
)
_PERSON = re.compile(r"(?<!\bor )\b(?:he|she|his|him|her|the\s+(?:former|latter))\b(?!\s*(?:/|or\b))", re.IGNORECASE)
_CONDITION = re.compile(
    r"(?:if|when|while|where|after|before|once|as\s+soon\s+as)\b[^,;]{1,300},\s*(?:then\s+)?", re.IGNORECASE
)
_NOUN = re.compile(r"\b(?:the|an?|any|each|every|one|other|its|their|his|no)\s+\w", re.IGNORECASE)
_REFERRED = re.compile(r",\s*(?:its|their)\s+\w+\s+(?:shall|must)\b", re.IGNORECASE)


def _pronouns(sentence: Sentence) -> Iterator[Span]:
    """Where the word it stands for is in another sentence, or is one of several."""
    text = sentence.text
    condition = _CONDITION.match(text)
    several = condition is not None and len(_NOUN.findall(condition[0])) > 1
    for begin in {0, condition.end()} if condition and several else {0}:
        match = _SUBJECT.match(text, begin)
        if match and not _EXPLETIVE.match(text, begin):
            yield Span(match.start("word"), match.end("word"))
    yield from (Span(match.start(), match.end()) for match in _PERSON.finditer(text))
    if several and (match := _REFERRED.search(text)):
        yield Span(match.start() + 1 + len(match[0][1:]) - len(match[0][1:].lstrip()), match.end())


PRONOUN = SentenceRule(
    id="pronoun",
    severity="warning",
    source=incose(24),
    explanation="It is not certain which thing or person the pronoun stands for.",
    question="Which one? Repeat the noun.",
    roles=frozenset({"requirement", "criterion"}),
    find=_pronouns,
)

_MODALS = re.compile(r"\b(?:shall|must)\b", re.IGNORECASE)
_AGAIN = re.compile(
    r"(?:,\s*)?\band\s+(?:also\s+)?(?:shall|must)\b|[;,]\s*(?:it|they)\s+(?:shall|must)\s+also\b", re.IGNORECASE
)
_SERIES_VERB = (
    r"(?:add|allow|assign|block|book|calculat|cancel|captur|chang|check|clos|collect|comput|convert|creat|correct|delet|display|"
    r"download|edit|email|encrypt|export|filter|forward|generat|hand|import|inform|let|link|list|log|manag|measur|notif|offer|"
    r"open|order|pay|pric|print|process|propos|provid|publish|read|receiv|record|reject|remind|remov|report|repeat|restart|restor|"
    r"restrict|sav|search|see|select|send|set|shar|show|sign|sort|start|stop|stor|suggest|talk|track|train|updat|upload|"
    r"validat|verif|view|warn|writ|bill)(?:e|es|s|y|ies|d|ed)?"
)
_OBJECT = (
    r"(?:the|an?|all|any|each|every|its|their|my|his|her|it|them|to|over|with|new|this|that|in|both|no-shows|\w+s)\b"
)
_SERIES = re.compile(
    rf"\b{_SERIES_VERB}\s+[^,;]{{1,80}},\s+(?:and\s+)?{_SERIES_VERB}\s+{_OBJECT}[^,;]{{0,80}},?\s+and\s+{_SERIES_VERB}\s+{_OBJECT}",
    re.IGNORECASE,
)
_CHAIN = re.compile(r"\b\w+\s+and\s+\w+\s+and\s+\w+\s+and\s+\w+\b|\bas\s+well\s+as\s+(?:shall|to)\b", re.IGNORECASE)
_TWO_AIMS = re.compile(
    r"\bbe\s+[\w-]+(?:\s+[\w-]+){0,5}\s+and\s+(?:shall\s+)?(?:be\s+[\w-]+|(?:shall|must)\s+\w+)", re.IGNORECASE
)


def _compound(sentence: Sentence) -> Iterator[Span]:
    if len(_MODALS.findall(sentence.text)) > 2 or _joins(sentence.text):
        yield Span(0, len(sentence.text))


def _joins(text: str) -> bool:
    """Whether aims or actions are joined. What an event sets off may be several actions: they belong together."""
    if _CHAIN.search(text) or (" be " in text and _TWO_AIMS.search(text)):
        return True
    if re.match(r"\s*(?:if|when|while|where)\b", text, re.IGNORECASE) and read_ears(text):
        return False
    again = _AGAIN.search(text) is not None and not re.search(r"\bshall\s+not\b[^.]*\bbefore\b", text)
    return again or (text.count(",") > 1 and _SERIES.search(text) is not None)


COMPOUND = SentenceRule(
    id="compound",
    severity="warning",
    source=incose(18, 19),
    explanation="Several requirements stand in one sentence, though each can be met, tested and changed alone.",
    question="Can each have a sentence, and a key, of its own?",
    roles=frozenset({"requirement", "story"}),
    find=_compound,
)


def _long(sentence: Sentence) -> Iterator[Span]:
    count = len(sentence.text.split())
    if count > LONGEST:
        yield Span(0, len(sentence.text), note=f"{count} words.")


LONG = SentenceRule(
    id="long",
    severity="info",
    source=incose(18),
    explanation=f"Sentences of more than {LONGEST} words are hard to review.",
    question="Which part can be a sentence, a list or a table of its own?",
    find=_long,
)

_QUALITY = re.compile(
    r"\b(?:performan(?:ce|t)|latency|response\s+times?|throughput|availability\s+(?:of|shall|must|is)|uptime|"
    r"(?:load(?:ing)?|start-?up|reaction)\s+times?|capacity|scalab(?:le|ility)|reliability|accuracy|precision|data\s+quality|"
    r"concurrent\s+users|high\s+load|peak\s+loads?|highly\s+available|readabl[ey]|legibl[ey]|fast(?:\s+enough)?|quickly|"
    r"rapidly|swiftly|(?<!more\s)smoothly|high\s+(?:performance|availability|throughput)|low\s+latency|"
    r"(?:battery|power|energy|memory)\s+consumption|durab(?:le|ility)|growth|"
    r"(?:thousands|millions)\s+of|"
    r"(?:many|large|huge|high)\s+(?:\w+\s+)?(?:numbers?|amounts?|volumes?|users|assets|requests|files|networks|data))\b",
    re.IGNORECASE,
)
_SHOWN = re.compile(
    r"\b(?:show|display|list|record|report|enter|check|chang|export|about|edit)\w*\s+(?:\w+\s+){0,4}$", re.IGNORECASE
)
_FIGURE = re.compile(r"\d|ˑ|\b(?:one|two|three|four|five|ten|half|twice)\b", re.IGNORECASE)


def _no_measure(sentence: Sentence) -> Iterator[Span]:
    match = _QUALITY.search(sentence.text)
    if (
        match
        and not _FIGURE.search(sentence.text)
        and not _SHOWN.search(sentence.text[max(0, match.start() - 80) : match.start()])
    ):
        yield Span(match.start(), match.end())


NO_MEASURE = SentenceRule(
    id="no-measure",
    severity="warning",
    source=incose(6, 34),
    explanation="A quality without a number and a unit cannot be measured.",
    question="Which value, in which unit, at which load, for how many of 100 cases?",
    find=_no_measure,
)


def _no_why(sentence: Sentence) -> Iterator[Span]:
    story = read_story(sentence.text)
    reason = re.search(r"\b(?:so\s+that|in\s+order\s+to|because|since|so\s+(?:I|we)\b)", sentence.text, re.IGNORECASE)
    if story and not story.benefit and not reason:
        yield Span(0, len(sentence.text))


STORY_NO_WHY = SentenceRule(
    id="story-no-why",
    severity="info",
    source=Source("stories", "well-formed, ends"),
    explanation="The story does not say what it is good for, so nobody can weigh it or find another way.",
    question="What does the person gain? Add “so that …”.",
    roles=frozenset({"story"}),
    find=_no_why,
)


def _misplaced(sentence: Sentence) -> Iterator[Span]:
    """A condition at the end, with the sentence as EARS orders it."""
    modal = re.search(r"\s(?:shall|must)\s", sentence.text)
    raw = sentence.block.raw[sentence.start : sentence.start + len(sentence.text)]
    if not modal or re.match(
        r"\s*(?:if|when|while|where|as|after|before|once|in|on|at|for|during)\b", raw, re.IGNORECASE
    ):
        return
    match = trailing_condition(sentence.text[modal.end() - 1 :])
    if match is None or match[1].lower() not in ("when", "while", "if"):
        return
    at = modal.end() - 1 + match.start(1)
    response, condition = raw[:at].rstrip(" ,"), raw[at:].rstrip(" .")
    if re.search(r"[,;:\n]", condition):
        return
    if re.search(r"\bonly$", response):
        yield Span(at, len(raw.rstrip(" .")))
        return
    then = "then " if match[1].lower() == "if" else ""
    first = response.split(maxsplit=1)[0]
    start = (
        response[0].lower() + response[1:]
        if first in ("The", "A", "An", "Each", "Every", "All", "Any", "No")
        else response
    )
    yield Span(0, len(raw), f"{condition[0].upper()}{condition[1:]}, {then}{start}.")


EARS_ORDER = SentenceRule(
    id="ears-order",
    severity="info",
    source=Source("ears"),
    explanation="The condition comes after what it decides on, where readers miss it.",
    question="Can the condition come first: While, Where, When or If, and then the system?",
    roles=frozenset({"requirement"}),
    find=_misplaced,
)
