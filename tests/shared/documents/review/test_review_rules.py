"""Each rule: what it points out, and what it leaves alone."""

from __future__ import annotations

import pytest
from composed import Block, doc, h, ul

from openfactory.shared.documents.review import Finding, review
from openfactory.shared.documents.review.catalogue import RULES
from openfactory.shared.documents.review.rule import SentenceRule

POINTED_OUT = {
    "placeholder": [
        ("The till shall answer within TBD seconds.", "TBD"),
        ("The till shall answer within <n> seconds.", "<n>"),
        ("The till shall answer within X seconds.", "X "),
        ("The limit shall be ??? euros.", "???"),
        ("The limit shall be [to be agreed] for each shop.", "[to be agreed]"),
    ],
    "escape-clause": [
        ("The till shall retry the payment if possible.", "if possible"),
        ("The till shall print the logo where technically feasible.", "where technically feasible"),
        ("The till shall keep a copy as needed.", "as needed"),
        ("The till shall, to the extent practicable, keep a copy.", "to the extent practicable"),
    ],
    "unbounded-time": [
        ("The till shall print the receipt as soon as possible.", "as soon as possible"),
        ("The shop shall be told immediately.", "immediately"),
        ("The stock shall be shown in real-time.", "real-time"),
    ],
    "open-ended": [
        ("The till shall take cards, vouchers, etc.", "etc."),
        ("The till shall take means of payment such as cards.", "such as"),
        ("The till shall take cards, including but not limited to debit cards.", "including but not limited to"),
    ],
    "comparative": [
        ("The till shall be faster.", "faster"),
        ("The till shall be faster than the old one.", "faster than the old one"),
        ("The till shall minimise waiting.", "minimise"),
        ("The menu shall be more colourful.", "more colourful"),
    ],
    "solution": [
        ("The stock shall be kept in PostgreSQL.", "PostgreSQL"),
        ("The cashier shall pick the article from a drop-down.", "drop-down"),
    ],
    "absolute": [
        ("The till shall always be on.", "always"),
        ("The till shall take all types of cards.", "all types of cards"),
        ("The till shall be on 100 % of the day.", "100 %"),
    ],
    "vague-term": [
        ("The till shall be user-friendly.", "user-friendly"),
        ("The till shall show a suitable message.", "suitable"),
        ("The till shall last about 5 years.", "about "),
        ("The till shall store several receipts.", "several"),
    ],
    "slash": [
        ("The cashier and/or the owner shall sign.", "and/or"),
        ("The cashier/owner shall sign.", "cashier/owner"),
    ],
    "acronym": [("The till shall send the QXR to the bank.", "QXR")],
    "weak-modal": [
        ("The till should print a receipt.", "should"),
        ("The system may print a receipt.", "may"),
    ],
    "negative": [("The till shall not lose receipts.", "shall not lose")],
    "superfluous": [
        ("The till shall be able to print.", "shall be able to"),
        ("The till shall provide the ability to print.", "shall provide the ability to"),
    ],
    "passive-no-actor": [("Discounts shall be approved.", "be approved")],
    "pronoun": [
        ("It shall print a receipt.", "It"),
        ("If the till and the printer are off, it shall ring.", "it"),
    ],
    "purpose": [("The till shall print a receipt in order to please the tax office.", "in order to")],
    "no-measure": [("The response time of the till shall be short.", "response time")],
    "compound": [
        ("The till shall print a receipt and shall open the drawer.", None),
        ("The till shall print, the drawer shall open, and the light shall go on.", None),
    ],
    "long": [("The till shall print " + "the name of the article and " * 7 + "the price.", None)],
    "story-no-why": [("As a cashier, I want to print receipts.", None)],
    "ears-order": [("The till shall ring when the drawer opens.", None)],
}
LEFT_ALONE = {
    "placeholder": ["The key shall have the form WO-<year>-<number>.", "The page shall show axis X and axis Y."],
    "escape-clause": [
        "If a signature is required by law, then the till shall print one.",
    ],
    "unbounded-time": ["The till shall have a real-time clock.", "The till shall ring until the drawer is shut."],
    "open-ended": ["The till shall show the count, e.g. “3 of 7”."],
    "comparative": [
        "The till shall answer in less than 2 s.",
        "The till shall take notes of 5 euros or more.",
        "The till shall take the higher of the two prices.",
    ],
    "solution": ["The till shall print the rest of the receipt."],
    "absolute": ["The till shall print all receipts that are marked.", "The till shall print each receipt."],
    "vague-term": [
        "The till shall print the most recent receipt.",
        "The till shall show how many receipts there are.",
        "The till shall show information about receipts.",
    ],
    "slash": ["The till shall use TCP/IP.", "The belt shall run at 3 m/s.", "The file shall be of type text/csv."],
    "acronym": [
        "The till shall send a PDF.",
        "The quick x-ray report (QXR) comes first. The till shall send the QXR.",
        "The till shall take ISO-8601 dates.",
    ],
    "weak-modal": ["The cashier may cancel the receipt.", "The till shall show what the cashier should do."],
    "negative": ["The till shall not answer later than 2 s.", "The till shall not open while a receipt is open."],
    "superfluous": ["The till shall be on."],
    "passive-no-actor": ["Discounts shall be approved by the owner.", "The receipt shall be printed."],
    "pronoun": ["It shall be possible for the cashier to sign.", "When the till rings, it shall show a light."],
    "purpose": ["The till shall print a receipt."],
    "no-measure": ["The response time of the till shall be at most 2 s."],
    "compound": [
        "The till shall print the name, the price and the tax.",
        "If the card fails, then the till shall ring and show a light.",
    ],
    "long": ["The till shall print a receipt."],
    "story-no-why": ["As a cashier, I want to print receipts, so that the customer trusts us."],
    "ears-order": ["When the drawer opens, the till shall ring.", "The till shall check if the drawer is open."],
}


def found(text: str, *around: Block | str) -> list[Finding]:
    return review(doc(h(2, "Requirements"), ul(text), *around))


def examples(table: dict[str, list]) -> list:
    return [
        pytest.param(rule, example, id=f"{rule}-{place}")
        for rule, all_ in table.items()
        for place, example in enumerate(all_)
    ]


@pytest.mark.parametrize(("rule", "example"), examples(POINTED_OUT))
def test_what_is_pointed_out(rule, example):
    text, part = example

    spots = [text[finding.start : finding.end] for finding in found(text) if finding.rule == rule]

    assert len(spots) == 1
    assert part in (None, spots[0])


@pytest.mark.parametrize(("rule", "text"), examples(LEFT_ALONE))
def test_what_is_left_alone(rule, text):
    assert [finding.excerpt for finding in found(text) if finding.rule == rule] == []


def test_every_rule_about_sentences_has_examples():
    about_sentences = {rule.id for rule in RULES if isinstance(rule, SentenceRule)}

    assert about_sentences == set(POINTED_OUT) == set(LEFT_ALONE)


@pytest.mark.parametrize(
    ("text", "rule", "fixed"),
    [
        ("The till should print.", "weak-modal", "The till shall print."),
        ("The till shall be able to print.", "superfluous", "The till shall print."),
        (
            "The till shall ring when the drawer opens.",
            "ears-order",
            "When the drawer opens, the till shall ring.",
        ),
        ("The till shall ring if the card fails.", "ears-order", "If the card fails, then the till shall ring."),
    ],
)
def test_a_fix_put_in_place_settles_the_matter(text, rule, fixed):
    (finding,) = (finding for finding in found(text) if finding.rule == rule)

    assert text[: finding.start] + finding.fix + text[finding.end :] == fixed
    assert rule not in {finding.rule for finding in found(fixed)}


def test_findings_say_all_that_the_rule_says():
    (finding,) = (finding for finding in found("The till should print.") if finding.rule == "weak-modal")

    assert finding.severity == "warning"
    assert finding.explanation
    assert finding.question.endswith("?") or "?" in finding.question
    assert (
        finding.reference == "Wilson et al., Automated analysis of requirement specifications, ICSE 1997, weak phrases"
    )
