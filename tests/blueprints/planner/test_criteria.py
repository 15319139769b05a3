"""Acceptance criteria are read out of the text that holds them, under names that stay."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as some
from wording import bullets, document, text

from openfactory.blueprints.planner.criteria import criteria_of


def texts(*blocks):
    return [criterion.text for criterion in criteria_of(document(*blocks))]


def names(*blocks):
    return [criterion.id for criterion in criteria_of(document(*blocks))]


def heading(words):
    return {**text(words), "type": "heading"}


def test_paragraphs_and_items_are_criteria_and_headings_and_introductions_are_none():
    found = texts(
        heading("How we know"),
        "It is quiet.",
        "",
        "It must:",
        bullets("hold", "not leak"),
        "Then:",
        "it flies.",
        {"type": "blockquote", "content": [text("Quoted.")]},
        {"type": "horizontalRule"},
    )

    assert found == ["It is quiet.", "hold", "not leak", "Then:", "it flies.", "Quoted."]


def test_items_within_items_are_criteria_of_their_own():
    inner = bullets("below", "above")
    found = texts(bullets([text("It holds"), text("at night"), inner], [inner], "alone"))

    assert found == ["It holds at night", "below", "above", "below", "above", "alone"]


def test_lists_of_tasks_and_other_spellings_are_lists():
    tasks = {"type": "taskList", "content": [{"type": "taskItem", "content": [text("holds")]}]}
    other = {"type": "ordered_list", "content": [{"type": "list_item", "content": [text("flies")]}]}

    assert texts(tasks, other) == ["holds", "flies"]


def test_marks_and_breaks_within_a_text_do_not_matter():
    pieces = {
        "type": "paragraph",
        "content": [
            {"type": "text", "text": "It "},
            {"type": "text", "text": "ho", "marks": [{"type": "bold"}]},
            {"type": "text", "text": "lds"},
            {"type": "hardBreak"},
            {"type": "mention", "attrs": {"label": "Ann"}},
        ],
    }

    nameless = {"type": "paragraph", "content": [{"type": "mention", "attrs": "Ann"}, {"type": "mention"}]}

    assert texts(pieces) == ["It holds @Ann"]
    assert names(pieces) == names("It holds @Ann")
    assert texts(nameless) == ["@@"]


def test_a_key_at_the_beginning_is_the_name():
    assert names("AC-7.2 It holds", "(ac-8) It flies", bullets("AC-7.10: It lands")) == ["AC-7.2", "AC-8", "AC-7.10"]
    assert "AC-9" not in names("As AC-9 says")


def test_a_name_that_comes_again_gets_a_number():
    first, second = names("same", "same")

    assert second == f"{first}~2"
    assert names("AC-1.1 a", "AC-1.1 b") == ["AC-1.1", "AC-1.1~2"]


def test_the_hash_moves_with_the_words_and_not_with_the_place():
    (before,) = criteria_of(document("AC-1.1 It holds"))
    _, after = criteria_of(document("It flies", "AC-1.1  It   holds "))
    (changed,) = criteria_of(document("AC-1.1 It holds water"))

    assert (before.id, before.content_hash) == (after.id, after.content_hash)
    assert before.id == changed.id
    assert before.content_hash != changed.content_hash


def test_without_a_text_there_are_none():
    assert criteria_of(None) == criteria_of({"type": "doc"}) == []


WORDS = some.lists(some.text(alphabet="abc AC-1.2:", min_size=1, max_size=12), max_size=8)


@given(WORDS, some.randoms(use_true_random=False))
def test_names_are_unique_and_stay_in_whatever_order(words, lots):
    found = criteria_of(document(*words))
    shuffled = [*words]
    lots.shuffle(shuffled)

    assert len({criterion.id for criterion in found}) == len(found)
    assert {criterion.id for criterion in criteria_of(document(*shuffled))} == {criterion.id for criterion in found}
