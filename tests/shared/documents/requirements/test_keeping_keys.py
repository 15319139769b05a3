"""A requirement is recognised after its document has changed, and keeps its key."""

from __future__ import annotations

import pytest
from composed import Block, doc, h, ul
from hypothesis import given
from hypothesis import strategies as st

from openfactory.shared.documents.requirements.items import flatten
from openfactory.shared.documents.requirements.matching import Known, match
from openfactory.shared.documents.requirements.parsing import find_requirements

SENTENCES = [
    "The shop shall send a receipt within 5 minutes of the payment.",
    "The till shall print the name of the cashier on each receipt.",
    "When a card is refused, the till shall show the reason that the bank gave.",
    "The warehouse shall book every delivery on the day it arrives.",
    "While the shop is closed, the door shall refuse visitors without a key.",
    "The customer shall see the price with the tax before the order is placed.",
    "An auditor shall read the journal of the last ten years.",
    "The website shall answer 200 searches a second.",
    "If the scanner fails, then the cashier shall type the number of the article.",
    "The manager shall approve discounts above 20 percent.",
    "Each return shall name the order that it belongs to.",
    "The archive shall delete photographs of visitors after 72 hours.",
]


def known(*blocks: str | Block) -> list[Known]:
    """What a document held, with keys as a project would give them."""
    rows: list[Known] = []
    keys: dict[int, str] = {}
    for place, (item, parent) in enumerate(flatten(find_requirements(doc(*blocks)))):
        owner = keys[id(parent)] if parent else None
        key = f"AC-{place}" if item.kind == "criterion" else f"R{place}"
        if item.key and item.key not in keys.values():
            key = item.key
        keys[id(item)] = key
        rows.append(
            Known(
                key=key,
                kind=item.kind,
                words=item.words,
                content_hash=item.content_hash,
                place=place,
                parent=owner,
                section=item.section,
            )
        )
    return rows


def keys_after(before: list[Known], *blocks: str | Block) -> list[str | None]:
    items = [item for item, _ in flatten(find_requirements(doc(*blocks)))]
    return [one.key if one else None for one in match(before, items)]


@st.composite
def edited(draw: st.DrawFn) -> tuple[list[int], list[str]]:
    """The sentences in another order, each with up to two words changed, inserted or left out."""
    order = draw(st.permutations(range(len(SENTENCES))))
    texts = []
    for place in order:
        words = SENTENCES[place].split()
        for _ in range(draw(st.integers(0, 2))):
            at = draw(st.integers(words.index("shall") + 1, len(words) - 1))
            words[at : at + draw(st.integers(0, 1))] = draw(
                st.lists(st.sampled_from(["red", "new", "soon"]), max_size=1)
            )
        texts.append(" ".join(words))
    return list(order), texts


@given(edited())
def test_any_order_and_small_edits_keep_all_keys(case):
    order, texts = case
    before = known(*SENTENCES)

    assert keys_after(before, *texts) == [f"R{place}" for place in order]


@given(
    st.lists(st.sampled_from([*SENTENCES, "REQ-1: The shop shall.", "REQ-2: The shop shall.", "The shop must."])),
    st.data(),
)
def test_no_key_is_given_twice_and_all_equal_texts_get_one(texts, data):
    after = data.draw(st.permutations(texts))
    before = known(*texts)
    given_keys = keys_after(before, *after)

    assert len(set(given_keys)) == len(before)
    assert None not in given_keys


def test_the_written_key_is_trusted_most():
    before = known(f"REQ-1: {SENTENCES[0]}", f"REQ-2: {SENTENCES[1]}")

    assert keys_after(before, f"REQ-2: {SENTENCES[0]}", f"REQ-1: {SENTENCES[1]}") == ["REQ-2", "REQ-1"]


def test_another_written_key_is_another_requirement_unless_the_words_are_the_same():
    before = known(f"REQ-1: {SENTENCES[0]}", f"REQ-2: {SENTENCES[1]}")

    assert keys_after(before, f"REQ-9: {SENTENCES[0]}", f"REQ-8: {SENTENCES[1]} And yes.") == ["REQ-1", None]


def test_a_key_that_stood_in_the_text_before_comes_first():
    (one,) = known(f"REQ-1: {SENTENCES[0]}")
    before = [
        Known(
            key="REQ-5", kind="requirement", words=one.words, content_hash=one.content_hash, place=0, written="REQ-1"
        ),
        Known(key="REQ-1", kind="requirement", words="Other words.", content_hash="-", place=1),
    ]

    assert keys_after(before, "REQ-1: Whatever it says now.") == ["REQ-5"]


def test_of_two_with_one_key_the_one_with_the_old_words_is_it():
    before = known(f"REQ-1: {SENTENCES[0]}")

    assert keys_after(before, f"REQ-1: {SENTENCES[1]}", f"REQ-1: {SENTENCES[0]}") == [None, "REQ-1"]


def test_new_neighbours_and_renamed_headings_change_nothing():
    before = known(h(2, "Till"), SENTENCES[0], SENTENCES[1])
    after = [h(1, "Shop"), "The till must be blue.", h(3, "Cash"), ul(SENTENCES[1], "A bell must ring."), SENTENCES[0]]

    assert keys_after(before, *after) == [None, "R1", None, "R0"]


def test_of_a_requirement_that_was_split_the_half_more_like_it_keeps_the_key():
    before = known("The till shall print the name of the cashier, the date and the tax, and shall open the drawer.")
    after = ["The till shall open the drawer.", "The till shall print the name of the cashier, the date and the tax."]

    assert keys_after(before, *after) == [None, "R0"]


def test_in_the_same_place_other_words_are_enough():
    before = known(SENTENCES[0], "The till shall print receipts on paper.", SENTENCES[2])
    reworded = "A customer shall get receipts from the till."

    assert keys_after(before, SENTENCES[0], reworded, SENTENCES[2]) == ["R0", "R1", "R2"]
    assert keys_after(before, reworded, SENTENCES[0], SENTENCES[2]) == [None, "R0", "R2"]


def test_something_else_in_the_same_place_is_new():
    before = known(SENTENCES[0], SENTENCES[1], SENTENCES[2])

    assert keys_after(before, SENTENCES[0], SENTENCES[7], SENTENCES[2]) == ["R0", None, "R2"]


def test_equal_criteria_stay_with_their_requirements():
    first, second = f"REQ-1: {SENTENCES[0]}", f"REQ-2: {SENTENCES[1]}"
    same = ["Acceptance criteria:", ul("It is logged.")]
    before = known(first, *same, second, *same)

    assert keys_after(before, second, *same, first, *same) == ["REQ-2", "AC-3", "REQ-1", "AC-1"]


def test_a_criterion_that_moves_to_another_requirement_keeps_its_key():
    before = known("REQ-1: a", "Acceptance criteria:", ul("It is logged."), "REQ-2: b")

    assert keys_after(before, "REQ-1: a", "REQ-2: b", "Acceptance criteria:", ul("It is logged.")) == [
        "REQ-1",
        "REQ-2",
        "AC-1",
    ]


def test_a_requirement_never_becomes_a_criterion():
    before = known("The log must be kept.")

    assert keys_after(before, h(2, "Acceptance criteria"), ul("The log must be kept.")) == [None]


def test_nothing_known_and_nothing_found():
    assert keys_after([], SENTENCES[0]) == [None]
    assert keys_after(known(SENTENCES[0])) == []


@pytest.mark.parametrize(
    "text", ["The shop shall be open.", "The shop shall write report {} for the archive of the owner."]
)
def test_two_thousand_much_alike_are_told_apart_in_order(text):
    texts = [text.format(place) for place in range(2000)]
    before = known(ul(*texts))
    changed = [f"{text[:-1]} at once." for text in texts]

    assert keys_after(before, ul(*changed)) == [f"R{place}" for place in range(2000)]
