"""The form a requirement is written in, and its parts."""

from __future__ import annotations

import pytest

from openfactory.shared.documents.requirements.ears import read_ears
from openfactory.shared.documents.requirements.items import Ears, Story
from openfactory.shared.documents.requirements.wording import read_story


def test_the_parts_of_each_form():
    assert read_ears("The shop shall be open.") == Ears(pattern="ubiquitous", system="The shop", response="be open")
    assert read_ears("When the bell rings, the shop shall open.") == Ears(
        pattern="event", trigger="the bell rings", system="the shop", response="open"
    )
    assert read_ears("While the light is red, each car must wait.") == Ears(
        pattern="state", precondition="the light is red", system="each car", response="wait"
    )
    assert read_ears("Where a card reader is fitted, the till shall take cards.") == Ears(
        pattern="option", feature="a card reader is fitted", system="the till", response="take cards"
    )
    assert read_ears("If the card is refused, then the till shall show why.") == Ears(
        pattern="unwanted", trigger="the card is refused", system="the till", response="show why"
    )
    assert read_ears("While it is night, when the bell rings, the shop shall stay shut.") == Ears(
        pattern="complex", precondition="it is night", trigger="the bell rings", system="the shop", response="stay shut"
    )


@pytest.mark.parametrize(
    ("sentence", "trigger", "system"),
    [
        (
            "When the name, the street and the town are given, the form shall close.",
            "the name, the street and the town are given",
            "the form",
        ),
        ("When the bell rings the shop shall open.", "the bell rings", "the shop"),
        ("When the user must sign in again, the app shall say so.", "the user must sign in again", "the app"),
        (
            "When the bell rings and the door is shut, the shop shall open.",
            "the bell rings and the door is shut",
            "the shop",
        ),
    ],
)
def test_a_trigger_goes_up_to_the_system(sentence, trigger, system):
    ears = read_ears(sentence)

    assert ears is not None
    assert (ears.pattern, ears.trigger, ears.system) == ("event", trigger, system)


@pytest.mark.parametrize(
    "sentence",
    [
        "The shop opens at nine.",
        "The shop shall close when the bell rings.",
        "After the bell, the shop shall open.",
        "We shall see.",
        "When the bell rings, the shop opens.",
        "",
        "shall",
    ],
)
def test_other_sentences_have_no_form(sentence):
    assert read_ears(sentence) is None


def test_what_is_asked_is_no_condition():
    ears = read_ears("The till shall check if the card is valid.")

    assert ears is not None
    assert ears.pattern == "ubiquitous"


@pytest.mark.parametrize(
    ("text", "story"),
    [
        ("As a clerk, I want to search, so that I find it.", Story(role="clerk", goal="search", benefit="I find it")),
        ("As a clerk,\nI want to search\nso that I find it.", Story(role="clerk", goal="search", benefit="I find it")),
        ("As an owner I need a till.", Story(role="owner", goal="a till")),
        ("As the owner, I would like to rest in order to live.", Story(role="owner", goal="rest", benefit="live")),
    ],
)
def test_the_parts_of_a_story(text, story):
    assert read_story(text) == story


@pytest.mark.parametrize("text", ["As a rule, the shop is open.", "As I want it.", "I want to search.", ""])
def test_other_texts_are_no_story(text):
    assert read_story(text) is None
