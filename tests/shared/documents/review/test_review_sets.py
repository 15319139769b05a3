"""Findings about requirements beside each other, and about their keys and criteria."""

from __future__ import annotations

import pytest
from composed import Block, code, doc, h, table, ul

from openfactory.shared.documents.review import Finding, review

RECEIPT = "The till shall print the receipt with the name of the cashier within 5 seconds of the payment."


def found(rule: str, *blocks: str | Block, others: list[tuple[str, str]] | None = None) -> list[Finding]:
    return [finding for finding in review(doc(*blocks), others=others or []) if finding.rule == rule]


@pytest.mark.parametrize(
    "other", [RECEIPT, RECEIPT.replace("print", "also print"), f"When asked, {RECEIPT[0].lower()}{RECEIPT[1:]}"]
)
def test_what_is_said_twice_in_a_document(other):
    (finding,) = found("near-duplicate", f"REQ-1: {RECEIPT}", f"REQ-2: {other}")

    assert finding.pointer == "/content/1"
    assert finding.explanation.startswith("Nearly the same as REQ-1 (“The till shall print")


def test_what_is_said_in_another_document_too():
    (finding,) = found("near-duplicate", RECEIPT, others=[("REQ-9", RECEIPT), ("REQ-8", "The drawer shall open.")])

    assert "REQ-9" in finding.explanation


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (
            "The till shall export the receipts of the day as PDF.",
            "The till shall export the receipts of the day as CSV.",
        ),
        ("An order of class P1 shall be packed today.", "An order of class P2 shall be packed today."),
        ("The till shall print the receipt.", "The drawer shall open on a payment."),
        ("The till shall print report 3 of the day.", "The till shall print report 4 of the day."),
    ],
)
def test_requirements_about_different_things_are_neither_duplicates_nor_conflicts(one, other):
    assert found("near-duplicate", one, other) == found("number-conflict", one, other) == []


@pytest.mark.parametrize(
    ("other", "told"),
    [
        (RECEIPT.replace("5 seconds", "8 seconds"), "8 seconds here, 5 seconds in"),
        (RECEIPT.replace("5 seconds", "500 ms"), "500 ms here, 5 seconds in"),
        (
            "Within 3 minutes of the payment the till shall print the receipt with the name of the cashier.",
            "3 minutes here, 5 seconds in",
        ),
    ],
)
def test_figures_that_contradict_each_other(other, told):
    (finding,) = found("number-conflict", f"REQ-1: {RECEIPT}", other)

    assert finding.explanation.startswith(told)
    assert found("near-duplicate", f"REQ-1: {RECEIPT}", other) == []


def test_the_same_figure_in_another_unit_is_no_conflict():
    assert found("number-conflict", RECEIPT, RECEIPT.replace("5 seconds", "5,000 ms")) == []


def test_figures_are_compared_with_other_documents():
    (finding,) = found("number-conflict", RECEIPT, others=[("REQ-9", RECEIPT.replace("5", "7"))])

    assert finding.explanation.startswith("5 seconds here, 7 seconds in REQ-9")


def test_a_key_that_stands_twice():
    (finding,) = found("duplicate-key", "REQ-1: The till shall ring.", "REQ-1: The till shall stop.")
    (elsewhere,) = found("duplicate-key", "REQ-1: The till shall ring.", others=[("REQ-1", "The drawer shall open.")])

    assert (finding.pointer, finding.excerpt, finding.severity) == ("/content/1", "REQ-1", "error")
    assert "another document" in elsewhere.explanation


@pytest.mark.parametrize(
    ("blocks", "excerpt", "fix"),
    [
        (["req-7: The till shall ring."], "req-7", "REQ-7"),
        (["REQ-007: The till shall ring."], "REQ-007", "REQ-7"),
        (["**REQ_7** The till shall ring."], "REQ_7", "REQ-7"),
        ([ul("REQ 7: The till shall ring.")], "REQ 7", "REQ-7"),
        ([table(["Req-7", "The till shall ring."], head=False)], "Req-7", "REQ-7"),
        (["REQ-7: The till shall ring.", "AC-7.1: x", "AC-2: y"], "AC-2", "AC-7.2"),
        (["AC-2: y"], "AC-2", None),
        ([h(2, "REQ-7: Till"), "AC-9.1: It rings."], "AC-9.1", None),
    ],
)
def test_keys_in_another_form_or_place(blocks, excerpt, fix):
    (finding,) = found("malformed-key", *blocks)

    assert (finding.excerpt, finding.fix) == (excerpt, fix)


def test_keys_in_their_form_are_left_alone():
    assert found("malformed-key", "REQ-7: The till shall ring.", "AC-7.1: It rings.") == []


def test_a_requirement_without_criterion():
    blocks = ("REQ-1: The till shall ring.", "AC-1.1: It rings.", "REQ-2: The till shall stop.")

    assert [finding.pointer for finding in found("no-criterion", *blocks)] == ["/content/2"]


@pytest.mark.parametrize("criterion", ["The export works.", "The error is handled correctly.", "All is as expected."])
def test_a_criterion_without_outcome(criterion):
    assert len(found("no-outcome", f"AC-1.1: {criterion}")) == 1
    assert len(found("no-outcome", f"Given a file, when it is sent, then {criterion[0].lower()}{criterion[1:]}")) == 1


@pytest.mark.parametrize(
    "criterion", ["The export works with 500 rows.", "The page shows the name.", "The order stays open."]
)
def test_a_criterion_with_one(criterion):
    assert found("no-outcome", f"AC-1.1: {criterion}") == []


@pytest.mark.parametrize(
    "blocks",
    [
        [h(2, "Acceptance criteria"), ul("Given a till, when it rings")],
        [ul("Given a till", "When it rings")],
        [code("Scenario: ring\n  Given a till\n  When it rings", "gherkin")],
    ],
)
def test_a_scenario_without_then(blocks):
    (finding,) = found("given-without-then", *blocks)

    assert "Given a till" in finding.excerpt


def test_a_section_that_never_says_what_happens_on_failure():
    happy = (h(2, "Import"), "The shop shall import the price list.", "The shop shall show the prices.")

    (finding,) = found("no-failure-path", *happy)

    assert finding.pointer == "/content/1"
    assert found("no-failure-path", *happy, "If the list is broken, then the shop shall keep the old one.") == []
    assert found("no-failure-path", *happy, "Acceptance criteria:", ul("A wrong list is refused.")) == []
    assert found("no-failure-path", h(2, "Import"), "The shop shall be red.") == []
