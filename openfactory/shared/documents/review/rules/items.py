"""Rules about one requirement or criterion as a whole."""

from __future__ import annotations

import re
from collections.abc import Iterator

from openfactory.shared.documents.requirements.items import Item
from openfactory.shared.documents.requirements.keys import Key, read_key, requirement_of
from openfactory.shared.documents.review.page import Page
from openfactory.shared.documents.review.rule import ItemRule
from openfactory.shared.documents.review.sources import Source, iso
from openfactory.shared.documents.review.spots import Spot


def _unproven(item: Item, parent: Item | None, page: Page) -> Iterator[Spot]:
    if item.kind == "requirement" and not item.criteria:
        yield page.spot(item)


NO_CRITERION = ItemRule(
    id="no-criterion",
    severity="info",
    source=iso("5.2.5, verifiable"),
    explanation="No acceptance criterion belongs to this requirement.",
    question="How will anybody see that it is met? Write one criterion for the usual case and one for the failure.",
    find=_unproven,
)

_EMPTY_OUTCOME = re.compile(
    r"\b(?:works?|worked|functions?|succeeds?|(?:is|are|was|were|be|been|runs?|behaves?)\s+(?:\w+ly\s+)?(?:ok|okay|fine|good|"
    r"successful(?:ly)?|correct(?:ly)?|proper(?:ly)?|handled|supported|implemented|possible|done|tested|satisfied|"
    r"satisfactory|acceptable|as\s+expected|available|enabled|robust|intuitive))\b|\bas\s+(?:expected|intended|required|desired)\b|"
    r"\bmeets?\s+(?:the\s+)?(?:expectations?|requirements?|needs)\b",
    re.IGNORECASE,
)
_OBSERVED = re.compile(
    r"\d|[\"“”'‘’ˑ]|\b(?:shows?|shown|displays?|displayed|sees?|appears?|returns?|receives?|contains?|lists?|listed|message|"
    r"log|status|file|refus\w*|reject\w*|stays?|remains?|until|after|within|only)\b",
    re.IGNORECASE,
)


def _unobservable(item: Item, parent: Item | None, page: Page) -> Iterator[Spot]:
    if item.kind != "criterion" or not item.blocks:
        return
    outcome = " ".join(step.text for step in item.steps if step.keyword == "then") or item.words
    if _EMPTY_OUTCOME.search(outcome) and not _OBSERVED.search(outcome):
        yield page.spot(item)


NO_OUTCOME = ItemRule(
    id="no-outcome",
    severity="warning",
    source=iso("5.2.5, verifiable"),
    explanation="The criterion names no outcome that somebody could observe.",
    question="What is seen, stored or answered when it is met, and what when it is not?",
    find=_unobservable,
)


def _outcomeless(item: Item, parent: Item | None, page: Page) -> Iterator[Spot]:
    keywords = {step.keyword for step in item.steps}
    if keywords & {"given", "when"} and "then" not in keywords:
        yield page.spot(item)


GIVEN_WITHOUT_THEN = ItemRule(
    id="given-without-then",
    severity="warning",
    source=Source("gherkin", "steps"),
    explanation="The scenario has a situation but no outcome.",
    question="What can be observed afterwards? Add the step “Then …”.",
    find=_outcomeless,
)


def written_key(item: Item, page: Page) -> tuple[str, Key] | None:
    """The key as it stands in the text, and the block that begins with it: the item's own, or a row's first cell."""
    for pointer in page.beginnings(item):
        block = page.blocks[pointer]
        if not block.code and (key := read_key(block.raw)):
            return pointer, key
    return None


def _malformed(item: Item, parent: Item | None, page: Page) -> Iterator[Spot]:
    found = written_key(item, page)
    if found is None:
        return
    pointer, key = found
    if key.written != key.regular:
        fix = key.regular or _suggested(item, parent)
        yield Spot(pointer, key.start, key.end, fix, f"“{key.written}” is not in the form REQ-7 or AC-7.2.")
    elif parent and parent.key and requirement_of(key.regular) != parent.key:
        yield Spot(pointer, key.start, key.end, None, f"“{key.written}” belongs to {parent.key} by its place.")


def _suggested(item: Item, parent: Item | None) -> str | None:
    """The next free number below the requirement."""
    if not parent or not parent.key:
        return None
    first = parent.key.removeprefix("REQ-")
    taken = {
        int(found.key.partition(".")[2])
        for found in parent.criteria
        if found.key and requirement_of(found.key) == parent.key
    }
    keyless = [found for found in parent.criteria if found.key is None]
    free = [number for number in range(1, len(parent.criteria) + len(taken) + 1) if number not in taken]
    return f"AC-{first}.{free[keyless.index(item)]}" if item in keyless else None


MALFORMED_KEY = ItemRule(
    id="malformed-key",
    severity="warning",
    source=iso("5.2.8, unique identifier"),
    explanation="Links and commits find a requirement by its key.",
    question="Which requirement is meant? Write its key in the regular form.",
    find=_malformed,
)
