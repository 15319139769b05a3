"""The difference of two contents leads from one to the other, whatever they are."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from written import content, paragraph

from openfactory.shared.documents.content.comparing import diff, runs
from openfactory.shared.documents.content.schema import canonical

words = st.lists(st.sampled_from(["alpha", "beta", "gamma", "delta", "epsilon", "zeta"]), min_size=1, max_size=5).map(
    " ".join
)
paragraphs = words.map(paragraph)


def lists(of: Any) -> Any:
    items = st.lists(of, min_size=1, max_size=3).map(lambda blocks: {"type": "listItem", "content": blocks})
    return st.lists(items, min_size=1, max_size=4).map(lambda found: {"type": "bulletList", "content": found})


blocks = st.recursive(paragraphs, lists, max_leaves=8)
contents = st.lists(blocks, max_size=8).map(lambda found: canonical(content(*found)))


def resolve(document: Any, pointer: str) -> tuple[Any, int]:
    """The list of siblings that a path ends in, and the place."""
    node: Any = document
    *steps, last = [int(step) for step in pointer.split("/") if step.isdigit()]
    for step in steps:
        node = node["content"][step]
    return node.get("content", []), int(last)


@settings(max_examples=300, deadline=None, derandomize=True)
@given(contents, contents)
def test_every_entry_says_what_is_there(old, new):
    for entry in diff(old, new):
        if entry["op"] == "delete":
            siblings, place = resolve(old, entry["path"])
            assert siblings[place] == entry["old"]
        elif entry["op"] in ("insert", "replace"):
            siblings, place = resolve(new, entry["path"])
            assert siblings[place] == entry["new"]
        else:
            siblings, place = resolve(new, entry["path"])
            assert len(siblings[place : place + entry["count"]]) == entry["count"]


@settings(max_examples=300, deadline=None, derandomize=True)
@given(contents, contents)
def test_runs_cover_both_sides_in_order(old, new):
    before, after = old.get("content", []), new.get("content", [])
    built: list[Any] = []
    start = new_start = 0
    for run in runs(before, after):
        assert (run.start, run.new_start) == (start, new_start)
        built += before[run.start : run.end] if run.operation == "equal" else after[run.new_start : run.new_end]
        start, new_start = run.end, run.new_end
    assert (start, new_start) == (len(before), len(after))
    assert built == after


@settings(max_examples=200, deadline=None, derandomize=True)
@given(contents)
def test_nothing_changes_between_a_content_and_itself(same):
    assert {entry["op"] for entry in diff(same, same)} <= {"equal"}


def test_a_changed_item_is_found_inside_its_list():
    def listed(*texts: str) -> Any:
        return {
            "type": "bulletList",
            "content": [{"type": "listItem", "content": [paragraph(text)]} for text in texts],
        }

    found = diff(content(listed("one", "two words", "three")), content(listed("one", "two other words", "three")))

    assert [(entry["op"], entry["path"]) for entry in found] == [
        ("equal", "/content/0/content/0"),
        ("replace", "/content/0/content/1/content/0"),
        ("equal", "/content/0/content/2"),
    ]


def test_hostile_repetition_costs_little():
    rule = {"type": "horizontalRule"}
    old = [paragraph(str(number % 7)) if number % 2 else rule for number in range(4000)]
    new = [paragraph(str(number % 5)) if number % 3 else rule for number in range(4000)]

    assert runs(old, new)[-1].new_end == 4000
