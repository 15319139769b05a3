"""Whatever a document says, the review answers: with places that exist, and in time that grows with the text."""

from __future__ import annotations

import pytest
from composed import Block, code, doc, h, p, quote, table, tasks, ul
from hypothesis import given, settings
from hypothesis import strategies as st

from openfactory.shared.documents.content.text import inline_text, text_blocks
from openfactory.shared.documents.requirements.items import flatten
from openfactory.shared.documents.requirements.parsing import find_requirements
from openfactory.shared.documents.review import review

PIECES = """
    REQ-1: | REQ-2 | AC-1.1 | AC-2: | req 3: | **REQ-4** | Given a till, | when it rings, | then it stops. | And |
    Scenario: pay | Acceptance criteria: | Requirements | Background | The system shall | print | fast | TBD |
    as soon as possible | etc. | As a cashier, I want to | so that | `code` | "quoted" | 5 seconds | . | … | and/or |
    it shall | If the card fails, | https://till.example/a/b | İ | ß | “ | ’
"""
texts = st.lists(st.sampled_from([*map(str.strip, PIECES.split("|")), "\n"]), max_size=8).map(" ".join)
leaves = st.one_of(
    texts.map(p),
    st.builds(h, st.integers(1, 4), texts),
    st.builds(code, texts, st.sampled_from([None, "gherkin", "python"])),
    st.builds(lambda one, two: table(["Key", "Given", "Then"], [one, two, one]), texts, texts),
    st.builds(tasks, texts, texts),
)
blocks = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=3).map(lambda found: quote(*found)),
        st.lists(st.lists(inner, min_size=1, max_size=3), min_size=1, max_size=3).map(lambda found: ul(*found)),
    ),
    max_leaves=8,
)
documents = st.lists(blocks, max_size=6).map(lambda found: doc(*found))


@settings(max_examples=100)
@given(documents)
def test_places_exist_and_say_what_they_show(document: Block):
    told = {pointer: inline_text(block) for pointer, block in text_blocks(document)}

    for finding in review(document, others=[("REQ-1", "The system shall print."), ("REQ-9", "Given a till")]):
        text = told[finding.pointer]
        assert 0 <= finding.start <= finding.end <= len(text)
        part = " ".join(text[finding.start : finding.end].split())
        assert finding.excerpt in (
            part,
            f"{finding.excerpt.partition(' … ')[0]} … {finding.excerpt.partition(' … ')[2]}",
        )


@settings(max_examples=100)
@given(documents)
def test_each_block_is_in_one_item_at_most(document: Block):
    told = {pointer for pointer, _ in text_blocks(document)}
    blocks = [pointer for item, _ in flatten(find_requirements(document)) for pointer in item.blocks]

    assert len(set(blocks)) == len(blocks)
    assert set(blocks) <= told


HOSTILE = [
    *("a ", " ", ", ", ". ", "...", "shall ", "shall not ", "when a, ", "if ", "and ", "as a ", "so that ", "a/", "<a"),
    *("(", '"', "1,1", "to be ", "be possible for ", "it ", "a.a@", "until it ", "Given when then ", "AB ", "\n"),
    *("REQ-1 ", "not ", "ˑ"),
]


@pytest.mark.timeout(60)
@pytest.mark.parametrize("piece", HOSTILE)
def test_a_hostile_line_does_not_stop_it(piece):
    """100,000 characters: where a pattern took quadratic time, this would not end within the time limit."""
    line = "The system shall " + piece * (100_000 // len(piece))

    assert isinstance(review(doc(h(2, "Requirements"), ul(line), line)), list)
