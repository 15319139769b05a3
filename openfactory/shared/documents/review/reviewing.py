"""The review of a document: every rule over every sentence, item, and the whole."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from openfactory.shared.documents.content.nodes import Node
from openfactory.shared.documents.review.catalogue import RANKS, RULES
from openfactory.shared.documents.review.findings import Finding, Ranked, settled, shortened
from openfactory.shared.documents.review.page import Page, Sentence
from openfactory.shared.documents.review.rule import ItemRule, PageRule, Rule, SentenceRule
from openfactory.shared.documents.review.spots import JUDGED, Role, Spot

_SENTENCE_RULES: dict[Role, list[SentenceRule]] = {
    role: [rule for rule in RULES if isinstance(rule, SentenceRule) and role in rule.roles]
    for role in (*JUDGED, "prose")
}
_ITEM_RULES = [rule for rule in RULES if isinstance(rule, ItemRule)]
_PAGE_RULES = [rule for rule in RULES if isinstance(rule, PageRule)]


def review(document: Node, *, others: Sequence[tuple[str, str]] = ()) -> list[Finding]:
    """What the rules find in a content in canonical form, in reading order.

    Only sentences that are requirements, criteria or stories are judged (see `find_requirements`); in other prose only
    placeholders are pointed out. Nothing is found in code, quotes and addresses. `others` are keys and texts of the
    project's requirements in other documents: duplicates and contradicting numbers are looked for among them too.
    """
    page = Page(document, others)
    found = [*_of_sentences(page), *_of_items(page), *_of_page(page)]
    return _once(settled(found))


def _of_sentences(page: Page) -> Iterator[Ranked]:
    for sentence in page.sentences:
        for rule in _SENTENCE_RULES[sentence.role]:
            yield from _spans(rule, sentence, page)


def _spans(rule: SentenceRule, sentence: Sentence, page: Page) -> Iterator[Ranked]:
    for span in rule.find(sentence):
        start, end = sentence.start + span.start, sentence.start + span.end
        yield _finding(rule, Spot(sentence.block.pointer, start, end, span.fix, span.note), page)


def _of_items(page: Page) -> Iterator[Ranked]:
    for rule in _ITEM_RULES:
        for item, parent in page.items:
            yield from (_finding(rule, spot, page) for spot in rule.find(item, parent, page))


def _of_page(page: Page) -> Iterator[Ranked]:
    for rule in _PAGE_RULES:
        yield from (_finding(rule, spot, page) for spot in rule.find(page))


def _finding(rule: Rule, spot: Spot, page: Page) -> Ranked:
    block = page.blocks[spot.pointer]
    finding = Finding(
        rule=rule.id,
        severity=rule.severity,
        pointer=spot.pointer,
        start=spot.start,
        end=spot.end,
        excerpt=shortened(block.raw[spot.start : spot.end]),
        explanation=" ".join(filter(None, (spot.note, rule.explanation))),
        question=rule.question,
        fix=spot.fix,
        reference=str(rule.source),
    )
    return Ranked(finding, block.place, RANKS[rule.id], rule.words)


def _once(findings: list[Finding]) -> list[Finding]:
    """Without what a rule says a second time about the same words, where it need be said only once."""
    once = {rule.id for rule in RULES if rule.once}
    seen: set[tuple[str, str]] = set()
    shown = []
    for finding in findings:
        told = (finding.rule, finding.excerpt)
        if finding.rule not in once or told not in seen:
            shown.append(finding)
        seen.add(told)
    return shown
