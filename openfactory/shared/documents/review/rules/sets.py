"""Rules about requirements beside each other: in the document, and in the project."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from openfactory.shared.documents.requirements.items import Item
from openfactory.shared.documents.review.findings import shortened
from openfactory.shared.documents.review.neighbours import Pair
from openfactory.shared.documents.review.page import Page
from openfactory.shared.documents.review.rule import PageRule
from openfactory.shared.documents.review.rules.items import written_key
from openfactory.shared.documents.review.sources import Source, iso
from openfactory.shared.documents.review.spots import Spot


def _duplicates(page: Page) -> Iterator[Spot]:
    for pair in page.related:
        if not pair.figures:
            yield page.spot(pair.item, note=f"Nearly the same as {_named(pair)}.")


NEAR_DUPLICATE = PageRule(
    id="near-duplicate",
    severity="warning",
    source=iso("5.2.6, consistent"),
    explanation="Where two requirements say the same, one will be changed and the other forgotten.",
    question="Can one of them go, or refer to the other? If they differ: what is the difference?",
    find=_duplicates,
)


def _conflicts(page: Page) -> Iterator[Spot]:
    for pair in page.related:
        if pair.figures:
            yield page.spot(pair.item, note=f"{pair.figures[0]} here, {pair.figures[1]} in {_named(pair)}.")


NUMBER_CONFLICT = PageRule(
    id="number-conflict",
    severity="warning",
    source=iso("5.2.6, consistent"),
    explanation="The same thing is required twice, with different figures.",
    question="Which of the two holds? If both do: in which case does each?",
    find=_conflicts,
)


def _named(pair: Pair) -> str:
    excerpt = shortened(pair.other, 80)
    return f"{pair.key} (“{excerpt}”)" if pair.key else f"“{excerpt}”"


def _repeated_keys(page: Page) -> Iterator[Spot]:
    elsewhere = {key for key, _ in page.others}
    seen: set[str] = set()
    for item, _ in page.items:
        if item.key and (item.key in seen or item.key in elsewhere) and (found := written_key(item, page)):
            pointer, key = found
            where = "further up in this document" if item.key in seen else "in another document"
            yield Spot(pointer, key.start, key.end, None, f"{item.key} also stands {where}.")
        if item.key:
            seen.add(item.key)


DUPLICATE_KEY = PageRule(
    id="duplicate-key",
    severity="error",
    source=iso("5.2.8, unique identifier"),
    explanation="A key names one requirement in a project.",
    question="Which of them keeps the key? Leave the key out of the other: it gets the next free one.",
    find=_repeated_keys,
)

_RISKY = re.compile(
    r"\b(?:external|third[\s-]party|provider|gateway|webhook|api\s+of|e-?mails?|sms|upload\w*|import\w*|downloads?|synchroni\w+|"
    r"replicat\w+|connect\w*|network|integrat\w+|payments?|pays?|submit\w*|sign(?:s|ed)?\s+(?:in|up)|log(?:s|ged)?\s+(?:in|on)|"
    r"password|enters?|input|form|sensor|scan\w*|receiv\w+|delet\w+|transfer\w*|send\w*|request\w*|save[sd]?|backup\w*)\b",
    re.IGNORECASE,
)
_FAILURE = re.compile(
    r"\b(?:fail\w*|errors?|invalid|wrong\w*|incorrect|reject\w*|refus\w*|unavailable|unreachable|time[\s-]?outs?|den(?:y|ies|ied)|"
    r"missing|expire[sd]?|interrupt\w*|lost|loss|offline|cannot|can\s+not|retr(?:y|ies)|duplicates?|not\s+found|without|"
    r"exceed\w*|abort\w*|cancel\w*|unknown|rollback|roll\s+back|restor\w+|does\s+not|do\s+not|is\s+not|are\s+not|no\s+longer|"
    r"otherwise|unless|too\s+\w+|crash\w*|broken|damaged|lock(?:ed|s)?|block(?:ed|s)?|warn\w*|if)\b",
    re.IGNORECASE,
)


def _happy_paths(page: Page) -> Iterator[Spot]:
    """One for each section whose requirements depend on others or take input, and never say what happens if not."""
    sections: dict[tuple[str, ...], list[Item]] = defaultdict(list)
    for item in page.roots:
        if item.kind == "requirement":
            sections[item.section].append(item)
    for items in sections.values():
        texts = [found.words for item in items for found in (item, *item.criteria)]
        unwanted = any(found.pattern == "unwanted" for item in items for found in (item, *item.criteria))
        risky = [item for item in items if _RISKY.search(item.words)]
        if risky and not unwanted and not any(_FAILURE.search(text) for text in texts):
            yield page.spot(risky[0])


NO_FAILURE_PATH = PageRule(
    id="no-failure-path",
    severity="info",
    source=Source("ears", "unwanted behaviour"),
    explanation="There is input or a dependency, and no requirement of this section says what if that fails.",
    question="What if it is missing, wrong, late, or there twice? If …, then the system shall …",
    find=_happy_paths,
)
