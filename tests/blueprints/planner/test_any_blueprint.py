"""Whatever a blueprint says: the same text proposes the same work orders, and what is proposed can be accepted."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as some

from openfactory.blueprints.planner.content import LARGEST
from openfactory.blueprints.planner.extraction.blueprints import Blueprint, Proposal, Requirement, Requirements
from openfactory.blueprints.planner.extraction.extracting import extract
from openfactory.blueprints.planner.extraction.parts import Finder
from openfactory.blueprints.planner.extraction.rules import Rules
from openfactory.blueprints.planner.extraction.settling import Accepted, with_kept_keys
from openfactory.blueprints.planner.schemas.work_orders import CreateWorkOrder
from openfactory.shared.documents.content.markdown import read_markdown

HEADINGS = (
    "Tasks",
    "Phase 1: Ground",
    "Phase 2",
    "Milestones",
    "To do",
    "Data",
    "3. Endpoints",
    "Tests",
    "Search",
    "Search",
    "Acceptance criteria",
    "Out of scope",
    "Approach",
    "Größe, again",
)
WORDS = (
    "It is fast.",
    "Depends on Search.",
    "After step 2, and Phase 1.",
    "REQ-1 to REQ-3",
    "AC-1.1 holds",
    "~~REQ-2~~",
    "blocked by “Nothing”",
    "`REQ-2` in code",
    "",
)
LINES = some.one_of(
    some.builds(lambda level, text: f"{'#' * level} {text}", some.integers(1, 4), some.sampled_from(HEADINGS)),
    some.sampled_from(WORDS),
    some.builds(
        lambda indent, mark, text: f"{'  ' * indent}{mark} {text}",
        some.integers(0, 2),
        some.sampled_from(["-", "- [ ]", "- [x]", "1."]),
        some.sampled_from(WORDS) | some.text("abc #*[]", max_size=20),
    ),
    some.just("```sql\nSELECT 1;\n```"),
)
MARKDOWN = some.lists(LINES, max_size=30).map("\n\n".join) | some.lists(LINES, max_size=30).map("\n".join)
STRATEGIES = some.sampled_from(["feature_slice", "specialist"])
KNOWN = Requirements(
    [
        Requirement(UUID(int=1), "REQ-1", "It flies.", "1"),
        Requirement(UUID(int=2), "AC-1.1", "Far.", "2", parent="REQ-1"),
        Requirement(UUID(int=3), "REQ-2", "It lands.", "3"),
    ]
)


def proposed(*texts: str, strategy: str = "feature_slice") -> list[Proposal]:
    blueprints = [
        Blueprint(UUID(int=number), f"B{number}", 1, read_markdown(text), UUID(int=9), "Flight")
        for number, text in enumerate(texts, 1)
    ]
    return extract(blueprints, Rules(strategy=strategy), KNOWN)  # type: ignore[arg-type]


@given(MARKDOWN, MARKDOWN, STRATEGIES)
def test_the_same_texts_propose_the_same(one: str, other: str, strategy: str) -> None:
    first, again = (proposed(one, other, strategy=strategy) for _ in range(2))

    assert msgspec.json.encode(first) == msgspec.json.encode(again)
    assert [msgspec.json.decode(msgspec.json.encode(found), type=Proposal) for found in first] == first


@given(MARKDOWN, MARKDOWN, STRATEGIES)
def test_what_is_proposed_can_be_accepted(one: str, other: str, strategy: str) -> None:
    found = proposed(one, other, strategy=strategy)

    keys = [proposal.key for proposal in found]
    assert len(set(keys)) == len(keys)
    waits = {proposal.key: set(proposal.depends_on) for proposal in found}
    while free := [key for key, before in waits.items() if not before]:
        for key in free:
            del waits[key]
        for before in waits.values():
            before.difference_update(free)
    assert waits == {}  # no circle, and nothing that is not there
    for proposal in found:
        texts = ("title", "description", "acceptance_criteria", "out_of_scope", "implementation_plan")
        CreateWorkOrder(**{name: getattr(proposal, name) for name in texts})
        assert proposal.phase is None or 0 < len(proposal.phase) <= 200


@given(MARKDOWN, STRATEGIES)
def test_parts_are_found_again_where_they_are(text: str, strategy: str) -> None:
    finder = Finder(read_markdown(text))

    for proposal in proposed(text, strategy=strategy):
        for part in proposal.parts:
            found = finder.find(part)
            assert found.hash == part.hash
            assert part.item is not None or found == part


@given(MARKDOWN, STRATEGIES)
def test_what_was_accepted_keeps_its_key(text: str, strategy: str) -> None:
    found = proposed(text, strategy=strategy)
    accepted = [Accepted(one.key, one.digest, one.blueprint_id, one.parts, UUID(int=7)) for one in found]

    assert with_kept_keys(found, accepted) == found
    others = [replace(one, key=f"other-{one.key}", depends_on=()) for one in found]
    kept = with_kept_keys(others, accepted)
    assert sorted(one.key for one in kept) == sorted(one.key for one in found)


@given(MARKDOWN)
def test_an_aside_changes_nothing(text: str) -> None:
    text = f"# Ground\n\nSome.\n\n# More\n\n{text}"
    more = f"{text}\n\n# Out of scope\n\n- [ ] to fly\n"

    before, after = ({one.key: one.digest for one in proposed(told)} for told in (text, more))

    assert after == before


def test_a_long_section_is_cut_between_blocks():
    text = "# B\n\n## Long\n\n" + "\n\n".join(f"Paragraph {number} {'word ' * 20}" for number in range(2000))

    (found,) = proposed(text)

    assert found.description is not None
    assert len(msgspec.json.encode(found.description)) < LARGEST
    last = found.description["content"][-1]["content"][0]["text"]
    assert last == "The rest is in the blueprint."


@pytest.mark.parametrize("depth", [10, 45])
def test_what_is_nested_too_deep_is_told_in_one_line(depth):
    content = {"type": "paragraph", "content": [{"type": "text", "text": "Deep"}]}
    for _ in range(depth):
        content = {"type": "blockquote", "content": [content]}
    heading = {"type": "heading", "attrs": {"level": 2}, "content": [{"type": "text", "text": "Long"}]}
    blueprint = Blueprint(UUID(int=1), "B", 1, {"type": "doc", "content": [heading, content]})

    (found,) = extract([blueprint], Rules(), Requirements([]))

    assert CreateWorkOrder(title="x", description=found.description).description == found.description
    assert found.description is not None
    assert (found.description["content"][0]["type"] == "paragraph") == (depth > 40)
