"""Which parts of a document are judged, and where findings point to."""

from __future__ import annotations

import pytest
from composed import Block, code, doc, h, p, quote, table, ul

from openfactory.shared.documents.content.markdown import read_markdown
from openfactory.shared.documents.content.text import inline_text, text_blocks
from openfactory.shared.documents.review import review

VAGUE = "The till shall be user-friendly."


def rules(*blocks: str | Block) -> set[str]:
    return {finding.rule for finding in review(doc(*blocks))}


def spots(rule: str, *blocks: str | Block) -> list[tuple[str, str]]:
    """Pointers and excerpts of a rule's findings."""
    return [(finding.pointer, finding.excerpt) for finding in review(doc(*blocks)) if finding.rule == rule]


@pytest.mark.parametrize(
    "blocks",
    [
        [VAGUE],
        [f"REQ-1: {VAGUE}"],
        [ul(VAGUE)],
        [h(2, "REQ-1: Till"), VAGUE],
        [table(["Key", "Requirement"], ["REQ-1", VAGUE])],
        [h(2, "Acceptance criteria"), ul("The till is user-friendly.")],
        ["Given a till, when it is switched on, then it is user-friendly."],
        ["As a cashier, I want a user-friendly till, so that I can rest."],
        ["The **user-friendly** till shall\nring."],
        [ul(["REQ-1: The till shall have:", ul("a user-friendly screen")])],
    ],
)
def test_requirements_criteria_and_stories_are_judged(blocks):
    assert [excerpt for _, excerpt in spots("vague-term", *blocks)] == ["user-friendly"]


@pytest.mark.parametrize(
    "blocks",
    [
        ["The till is user-friendly."],
        [h(1, "A user-friendly till")],
        [quote(VAGUE)],
        [code("The till shall be user-friendly.")],
        [code("Scenario: x\nGiven a till\nWhen it rings\nThen it is user-friendly", "gherkin")],
        ["The till shall write `user-friendly`."],
        ['The till shall write "user-friendly" on the screen.'],
        ["The till shall write “user-friendly” on the screen."],
        ["The till shall open https://till.example/user-friendly/etc."],
        ["REQ-1: The till shall ring.", "It is user-friendly."],
        [h(2, "REQ-1: Till"), "The till shall ring.", "Rationale: it must be user-friendly."],
        [h(2, "Background"), "The till must be user-friendly."],
    ],
)
def test_prose_quotes_code_and_addresses_are_not(blocks):
    assert spots("vague-term", *blocks) == []


def test_only_placeholders_are_pointed_out_in_prose():
    assert rules("The price is TBD, and the till is fast, etc.") == {"placeholder"}
    assert rules("Write to <the owner> to be sure.") == set()


def test_of_a_requirement_without_a_modal_verb_the_first_paragraph_is_judged():
    blocks = (h(2, "REQ-1: Till"), "The till is user-friendly.", "The owner is very user-friendly too.")

    assert spots("vague-term", *blocks) == [("/content/1", "user-friendly")]


def test_places_count_in_the_text_of_the_block():
    document = read_markdown(
        "## Requirements\n\n"
        "- **REQ-1:** The [till](https://till.example) shall `ring` fast.  \n  And it shall be *robust*.\n"
    )
    blocks = dict(text_blocks(document))

    found = [finding for finding in review(document) if finding.rule == "vague-term"]

    assert [inline_text(blocks[finding.pointer])[finding.start : finding.end] for finding in found] == [
        "fast",
        "robust",
    ]


def test_a_key_is_no_part_of_a_sentence():
    (finding,) = (
        finding for finding in review(doc("REQ-1: As a clerk, I want to print.")) if finding.rule == "story-no-why"
    )

    assert finding.start == len("REQ-1: ")


def test_findings_come_in_reading_order_and_once():
    document = doc(h(2, "REQ-1: Till"), "The till shall be fast and robust.", ul("AC-1.1: It is nice, etc."), VAGUE)

    found = review(document)
    order = list(dict.fromkeys(pointer for pointer, _ in text_blocks(document)))
    places = [(order.index(finding.pointer), finding.start) for finding in found]

    assert places == sorted(places)
    assert len({(finding.rule, finding.pointer, finding.start, finding.end) for finding in found}) == len(found)


def test_of_overlapping_words_the_more_specific_is_pointed_out():
    text = "The till shall print as soon as possible, where appropriate, in a timely manner."
    choices = {"vague-term", "escape-clause", "unbounded-time"}

    found = [(finding.rule, finding.excerpt) for finding in review(doc(text)) if finding.rule in choices]

    assert found == [
        ("unbounded-time", "as soon as possible"),
        ("escape-clause", "where appropriate"),
        ("unbounded-time", "in a timely manner"),
    ]


def test_an_abbreviation_is_pointed_out_once():
    assert spots("acronym", "The QXR shall ring.", "The QXR shall stop.") == [("/content/0", "QXR")]


@pytest.mark.parametrize(
    "explanation", ["The till report (QXR) is red.", "QXR: the till report.", "QXR stands for the report."]
)
def test_an_abbreviation_may_be_explained_anywhere(explanation):
    assert spots("acronym", "The QXR shall ring.", explanation) == []
    assert spots("acronym", "The QXR shall ring.", table(["Term", "Means"], ["QXR", "the till report"])) == []


def test_a_long_excerpt_is_cut_in_the_middle():
    text = "The till shall print " + "the name of the article and " * 20 + "the price."
    (finding,) = (finding for finding in review(doc(text)) if finding.rule == "long")

    assert len(finding.excerpt) <= 163
    assert finding.excerpt.startswith("The till shall")
    assert finding.excerpt.endswith("the price.")
    assert finding.end - finding.start == len(text)


def test_an_empty_document_has_no_findings():
    assert review({"type": "doc"}) == []
    assert review(doc(p(), h(2, ""), ul(""))) == []


def test_a_key_without_words_can_be_pointed_to():
    (finding,) = review(doc(ul("REQ-1:")))

    assert (finding.rule, finding.pointer, finding.excerpt) == (
        "no-criterion",
        "/content/0/content/0/content/0",
        "REQ-1:",
    )
