"""The hash of a requirement changes with its words and with nothing else."""

from __future__ import annotations

import pytest
from composed import Block, code, doc, h, table, ul

from openfactory.shared.documents.requirements.parsing import find_requirements


def digest(*blocks: str | Block) -> str:
    (item,) = find_requirements(doc(*blocks))
    return item.content_hash


TEXT = "The shop shall keep the customer's log for 30 days."


@pytest.mark.parametrize(
    "blocks",
    [
        [f"REQ-1: {TEXT}"],
        [f"**REQ-99** — {TEXT}"],
        [ul(TEXT)],
        [h(2, "Logs"), TEXT.replace("keep", "**keep**").replace("log", "`log`")],
        [TEXT.replace(" the ", "  the\n")],
        [TEXT.replace("'", "’").rstrip(".")],
        [TEXT.replace("shop", "Shop").replace("shall", "SHALL")],
        [table(["Key", "Requirement", "Priority"], ["REQ-4", TEXT, "high"])],
    ],
)
def test_moving_renumbering_and_reformatting_keep_it(blocks):
    assert digest(*blocks) == digest(TEXT)


@pytest.mark.parametrize(
    "change", [("30", "31"), ("shall", "must"), ("keep", "not keep"), ("log", "logs"), ("30 d", "3.0 d")]
)
def test_any_changed_word_changes_it(change):
    assert digest(TEXT.replace(*change)) != digest(TEXT)


def test_a_scenario_has_the_same_in_every_layout():
    told = digest("Given a user, when she signs in, then her name and her town appear.")

    assert digest("Given a user\nWhen she signs in\nThen her name and her town appear.") == told
    assert digest(ul("Given a user", "When she signs in", "Then her name", "And her town appear")) == told
    assert (
        digest(code("Scenario:\nGiven a user\nWhen she signs in\nThen her name and her town appear", "gherkin")) == told
    )
    assert digest("Given a user, when she signs out, then her name and her town appear.") != told


def test_criteria_do_not_change_the_requirements():
    (before,) = find_requirements(doc(h(2, "REQ-1: Log"), TEXT))
    (after,) = find_requirements(doc(h(2, "REQ-1: Log"), TEXT, "Acceptance criteria:", ul("It is there.")))

    assert after.content_hash == before.content_hash
    assert len(after.criteria) == 1
