"""Which blocks of a document are acceptance criteria, and which requirement they belong to."""

from __future__ import annotations

import pytest
from composed import Block, code, doc, h, quote, table, ul

from openfactory.shared.documents.requirements.items import Item, Step
from openfactory.shared.documents.requirements.parsing import find_requirements

SIGNING_IN = [Step("given", "a user"), Step("when", "she signs in"), Step("then", "her name appears")]


def found(*blocks: str | Block) -> list[Item]:
    return find_requirements(doc(*blocks))


def criteria(*blocks: str | Block) -> dict[str | None, list[str]]:
    """The texts of criteria, by the key of their requirement."""
    roots = found(*blocks)
    told = {item.key: [criterion.text for criterion in item.criteria] for item in roots if item.kind == "requirement"}
    loose = [item.text for item in roots if item.kind == "criterion"]
    return {**told, **({"none": loose} if loose else {})}


@pytest.mark.parametrize(
    ("written", "key"),
    [("AC-7.2: x", "AC-7.2"), ("**AC-7.2** — x", "AC-7.2"), ("ac-7.02: x", "AC-7.2"), ("AC-2: x", None)],
)
def test_a_key_at_the_beginning_makes_a_criterion(written, key):
    (item,) = found(written)

    assert (item.kind, item.key, item.text) == ("criterion", key, "x")


def test_a_key_says_which_requirement_a_criterion_belongs_to():
    told = criteria("REQ-1: a", "REQ-2: b", ul("AC-2.1: for b", "AC-1.1: for a", "AC-3.1: for none here"))

    assert told == {"REQ-1": ["for a"], "REQ-2": ["for b", "for none here"]}


def test_the_requirement_that_a_key_names_may_come_later():
    assert criteria("AC-1.1: early", "REQ-1: late") == {"REQ-1": ["early"]}


def test_criteria_in_a_list_item_belong_to_it():
    told = criteria(ul(["REQ-1: a", ul("AC-9: one")], ["REQ-2: b", "Acceptance criteria:", ul("two", "three")]))

    assert told == {"REQ-1": ["one"], "REQ-2": ["two", "three"]}


def test_a_list_after_acceptance_criteria_holds_them():
    told = criteria(
        h(2, "REQ-1: a"),
        "**Acceptance criteria:**",
        ul("one", "two"),
        "And something else:",
        ul("no criterion"),
        h(2, "REQ-2: b"),
        "Acceptance criteria",
        ul("three"),
    )

    assert told == {"REQ-1": ["one", "two"], "REQ-2": ["three"]}


def test_a_section_of_criteria_beside_a_section_with_one_requirement_belongs_to_it():
    story = "As a clerk, I want to search, so that I find the file."

    assert criteria(h(2, "Story"), story, h(2, "Acceptance criteria"), ul("one")) == {None: ["one"]}


def test_a_section_of_criteria_beside_several_requirements_belongs_to_none():
    told = criteria(h(2, "Search"), "REQ-1: a", "REQ-2: b", h(2, "Acceptance criteria"), ul("one"))

    assert told == {"REQ-1": [], "REQ-2": [], "none": ["one"]}


def test_a_criterion_after_a_list_of_several_requirements_belongs_to_none():
    told = criteria(ul("REQ-1: a", "REQ-2: b"), "Given a user, when she signs in, then her name appears.")

    assert told["REQ-1"] == told["REQ-2"] == []
    assert len(told["none"]) == 1


@pytest.mark.parametrize(
    "blocks",
    [
        ["Given a user, when she signs in, then her name appears."],
        ["Given a user\nWhen she signs in\nThen her name appears"],
        ["Given a user", "When she signs in", "Then her name appears"],
        [ul("**Given** a user", "**When** she signs in", "**Then** her name appears")],
        [ul("Given a user, when she signs in, then her name appears.")],
        [ul(["Scenario: sign in", ul("Given a user", "When she signs in", "Then her name appears")])],
        ["Scenario: sign in", ul("Given a user", "When she signs in", "Then her name appears")],
        [h(3, "Scenario: sign in"), "Given a user", "When she signs in", "Then her name appears"],
        [code("Scenario: sign in\n  Given a user\n  When she signs in\n  Then her name appears", "gherkin")],
        [code("Scenario: sign in\n  Given a user\n  When she signs in\n  Then her name appears")],
        [
            table(
                ["Criterion", "Given", "When", "Then"],
                ["AC-1.1", "a user", "she signs in", "her name appears"],
            )
        ],
    ],
)
def test_a_scenario_is_one_criterion_however_it_is_laid_out(blocks):
    (item,) = found(*blocks)

    assert item.kind == "criterion"
    assert item.pattern == "given_when_then"
    assert list(item.steps) == SIGNING_IN
    assert item.title in ("", "sign in")


def test_steps_after_each_other_make_a_scenario_for_each_given():
    told = criteria("REQ-1: a", ul("Given x", "And y", "When z", "Then w", "But v", "Given u", "When t", "Then s"))

    assert told == {"REQ-1": ["Given x\nAnd y\nWhen z\nThen w\nBut v", "Given u\nWhen t\nThen s"]}


def test_a_gherkin_block_holds_several():
    feature = """
        Feature: signing in
          Background:
            Given a shop
          @slow @AC-1.4
          Scenario: by mail
            When she signs in
            # a note
            Then her name appears
          Scenario Outline: AC-1.5 by token
            When she shows <token>
            Then she sees <page>
            Examples:
              | token | page |
              | a     | home |
    """
    first, second = found("REQ-1: a", code(feature, "gherkin"))[0].criteria

    assert (first.key, first.title) == ("AC-1.4", "by mail")
    assert first.text == "Given a shop\nWhen she signs in\nThen her name appears"
    assert (second.key, second.title) == ("AC-1.5", "by token")
    assert second.steps[-1] == Step("then", "she sees <page> | token | page | | a     | home |")


@pytest.mark.parametrize(
    "written",
    [
        "When the order is paid, then the shop shall send a receipt.",
        "When the order is paid, the shop shall send a receipt.",
        "If the payment fails, then the shop shall cancel the order.",
    ],
)
def test_an_ears_sentence_is_a_requirement_and_no_scenario(written):
    assert [item.kind for item in found(written)] == ["requirement"]


@pytest.mark.parametrize(
    "written",
    ["Given the budget, we wait.", "When it rains it pours.", "Then came the summer.", "Given names are short."],
)
def test_prose_that_begins_like_a_step_is_no_criterion(written):
    assert found(written, "Something else.") == []


def test_a_given_without_an_outcome_still_counts_where_criteria_are_listed():
    (item,) = found(h(3, "Acceptance criteria"), ul("Given a user, when she signs in"))

    assert [step.keyword for step in item.steps] == ["given", "when"]


def test_criteria_are_not_looked_for_in_quotes():
    assert found(quote("AC-1.1: x", "Given a user, when she signs in, then her name appears.")) == []
