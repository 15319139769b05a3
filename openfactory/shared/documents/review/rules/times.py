"""Rules about when, and about what is not decided yet."""

from __future__ import annotations

from collections.abc import Iterator

from openfactory.shared.documents.review.page import Sentence
from openfactory.shared.documents.review.phrases import Phrases, any_of
from openfactory.shared.documents.review.rule import SentenceRule
from openfactory.shared.documents.review.sources import incose, iso
from openfactory.shared.documents.review.spots import JUDGED, Span

UNBOUNDED_TIME = SentenceRule(
    id="unbounded-time",
    severity="warning",
    source=incose(35),
    explanation="No moment is named by which it is late.",
    question="Within which time, and counted from what?",
    words=True,
    find=Phrases(
        any_of("""
            as soon as possible, as soon as practicable, as early as possible, as quickly as possible, as fast as
            possible, as promptly as possible, at the earliest convenience, at the earliest opportunity, ASAP,
            ~immediate, instantly, instantaneous, instantaneously, real-time, near-real-time, in a timely manner, in a
            timely fashion, in good time, on time, in due course, in due time, shortly, straight away, right away,
            without delay, without undue delay, without unreasonable delay, without any delay, without unnecessary
            delay, eventually, at last, from time to time, periodically, regularly, at regular intervals, on a regular
            basis, sooner or later, at some point, for a while, after a while, for some time, after some time, in the
            near future, in future, in the future, for a short time, in a short time, within a short time, at short
            notice, at a later time, at a later date, at a later stage, later on, temporarily, indefinitely, a
            reasonable time, a short period, a long time, promptly after, every so often, now and then, once in a
            while, on a timely basis, at the right time, at an appropriate time
            """),
        r"(?<!\bas\s)\bsoon\b(?!\s+as\b)",
        r"\bas\s+soon\s+as\s+(?:they|it)\s+\w+(?:\s+available)?",
        r"\bas\s+soon\s+as\s+(?:\w+\s+){1,4}(?:available|ready|practicable|convenient)\b",
        r"\buntil\s+(?:it|they)\s+\w+",
        r"\bwithin\s+an?\s+(?:\w+\s+)?(?:time|period|timeframe|interval)\b(?!\s+of\s+\d)",
        r"\bfor\s+(?:an?|some)\s+(?:\w+\s+)?(?:time|while|period)\b(?!\s+of\s+\d)",
        having="soon until within for",
        unless=r"real[\s-]time\s+(?:clock|operating|kernel|strategy)|just\s+in\s+time|(?:point|moment)s?\s+in\s+time|"
        r"as\s+soon\s+as\s+(?:they|it)\s+(?:has|have|is|are|was|were)\s+\w+ed\b",
    ),
)

_UNDECIDED = Phrases(
    r"\b(?:T\.?B\.?[DCRA]\.?|TODO|FIXME)(?!\w)|\bXX+\b%?|\?{2,}|_{3,}",
    r"\bto\s+be\s+(?:determined|defined|decided|confirmed|specified|agreed(?:\s+(?:up)?on)?|clarified|announced|"
    r"completed|filled\s+in|added(?:\s+\w+)?|supplied|detailed|discussed)\b(?!\s+(?:by|as|in|that|which|per)\b)",
    r"\b(?:lorem\s+ipsum|insert\s+\w+(?:\s+\w+)?\s+here|not\s+yet\s+(?:defined|decided|known|specified|agreed))\b",
    r"(?<=\s)[XNY]\s+(?=(?:%|percent|ms|milliseconds?|s|seconds?|minutes?|hours?|days?|weeks?|months?|years?|users?|"
    r"requests?|items?|times|MB|GB|KB)\b)",
    r"(?<![\w>-])<[^<>\n]{1,60}>(?![\w<-])|\[(?:tbd|tbc|tbr|todo|\?+|[^\]\n]{0,40}to\s+be\s+\w+[^\]\n]{0,20}|\.{2,}|…|x+)\]",
)


def _placeholders(sentence: Sentence) -> Iterator[Span]:
    """In prose, angle brackets and words that may mean something there are left alone."""
    for span in _UNDECIDED(sentence):
        text = sentence.text[span.start : span.end]
        outline = sentence.item is not None and sentence.role == "criterion" and text.startswith("<")
        sure = sentence.role in JUDGED or text[:1] in "?TF[" or text.upper().startswith(("XX", "TB", "TO BE D"))
        if sure and not outline:
            yield span


PLACEHOLDER = SentenceRule(
    id="placeholder",
    severity="error",
    source=iso("5.2.5, complete"),
    explanation="Something is not decided yet.",
    question="Who decides it, and by when? Until then it is an open question.",
    words=True,
    roles=JUDGED | {"prose"},
    find=_placeholders,
)
