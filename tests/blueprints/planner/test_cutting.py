"""What of a blueprint is work, and what comes after what."""

from __future__ import annotations

from uuid import UUID

import pytest

from openfactory.blueprints.planner.extraction.blueprints import Blueprint, Requirements
from openfactory.blueprints.planner.extraction.extracting import extract
from openfactory.blueprints.planner.extraction.rules import Rules
from openfactory.shared.documents.content.markdown import read_markdown


def proposed(text, rules=None, *, feature="F", sliceable=True):
    content = read_markdown(text)
    blueprint = Blueprint(UUID(int=1), "B", 1, content, UUID(int=2), feature, sliceable)
    return extract([blueprint], rules or Rules(), Requirements([]))


@pytest.mark.parametrize(
    ("text", "titles"),
    [
        ("# B\n\n## Search\n\nText.\n\n## Costs\n\nText.\n\n### By day\n\nText.", ["F: Search", "F: Costs"]),
        ("## Search\n\nText.", ["F: Search"]),
        ("# B\n\nOne section.", ["F: B"]),
        ("Text without a heading.", []),
        ("## Search\n\n## Costs\n\nText.", ["F: Costs"]),
        ("## Outline\n\nText.\n\n## Search\n\nText.\n\n## Open questions\n\n- [ ] Why?", ["F: Search"]),
        ("## 1. Data\n\nText.\n\n## 2. Search\n\nText.\n\n## 3. Tests\n\n- [ ] it", ["F: Data, Tests", "F: Search"]),
        ("## Search\n\nText.\n\n## Tests\n\n- [x] it", ["F: Search"]),
        ("## Data\n\nText.\n\n## Steps\n\n- [ ] one\n- [x] two\n- three\n\n## Tests\n\nText.", ["one"]),
        ("## Data\n\nText.\n\n## Steps\n\n1. one\n2. two\n   - deeper", ["one", "two"]),
        ("## Data\n\nText.\n\n## Steps\n\n- [x] one\n- [x] two", []),
        ("## Data\n\nText.\n\n## Implementation\n\nProse alone.", ["F: Data", "F: Implementation"]),
        ("# B\n\n## Search\n\nText.\n\n### Steps\n\n1. fold\n2. look up", ["F: Search"]),
        ("# B\n\n## Search\n\nText.\n\n### Steps\n\n- [ ] fold", ["fold"]),
        ("## Search\n\nText.\n\n## Next steps\n\n- ask\n- tell", ["F: Search", "ask", "tell"]),
        ("## Tasks\n\n### One\n\nText.\n\n### Why\n\nText.\n\n### Background\n\nText.", ["F: One", "F: Why"]),
        ("## Search\n\nIt is quick.\n\n## Acceptance criteria\n\n- It is.", ["F: Search"]),
    ],
)
def test_what_is_work(text, titles):
    assert [found.title for found in proposed(text)] == titles


def test_phases_have_what_is_in_them():
    text = (
        "## Phase 1: Ground\n\n- [ ] dig\n\n## Milestones\n\n### Flight\n\n- [ ] fly\n\n### Landing\n\nGently.\n\n"
        "## Phase 3\n\nRest.\n"
    )

    found = {one.title: one.phase for one in proposed(text)}

    assert found == {
        "dig": "Phase 1: Ground",
        "fly": "Flight",
        "F: Landing": "Landing",
        "F: Phase 3": "Phase 3",
    }


def test_of_what_is_no_feature_only_listed_work_counts():
    text = "## Rules\n\nText.\n\n## Next steps\n\n- [ ] decide\n"

    assert [one.title for one in proposed(text, feature=None, sliceable=False)] == ["decide"]


@pytest.mark.parametrize(
    ("said", "after", "unresolved"),
    [
        ("Depends on Search.", ["F: Search"], []),
        ("depends on the section “Search”, and on nothing else.", ["F: Search"], []),
        ("It is blocked by section 1.", ["F: Search"], []),
        ("After Search is done, costs are added.", ["F: Search"], []),
        ("Once the search is ready.", ["F: Search"], []),
        ("After eight weeks it is over.", [], []),
        ("It depends on the target.", [], []),
        ("Depends on Billing.", [], ["Billing"]),
        ("~~Depends on Search.~~", [], []),
        ("`depends on Search`", [], []),
        ("Depends on Costs.", [], ["Costs"]),
    ],
)
def test_what_comes_after_what(said, after, unresolved):
    first, second = proposed(f"## 1. Search\n\nText.\n\n## 2. Costs\n\n{said}\n")

    titles = {first.key: first.title}
    assert [titles[key] for key in second.depends_on] == after
    assert list(second.unresolved) == unresolved


def test_what_would_close_a_circle_is_named_and_left_out():
    first, second = proposed("## Search\n\nDepends on Costs.\n\n## Costs\n\nDepends on Search.\n")

    assert first.depends_on == (second.key,)
    assert (second.depends_on, second.unresolved) == ((), ("F: Search, which waits for this itself",))


def test_steps_are_counted_in_their_own_list():
    found = proposed("## Tasks\n\n- [x] zero\n- [ ] one\n- [ ] two, after step 2\n- [ ] three, after step 1\n")

    assert [one.depends_on for one in found] == [(), (found[0].key,), ()]


@pytest.mark.parametrize(
    ("section", "kind"),
    [
        ("## Tables\n\nText.", "database"),
        ("## Search\n\n```sql\nSELECT 1;\n```", "database"),
        ("## Search\n\n```http\nGET /\n```", "api"),
        ("## Search\n\nA button, and one more button.", "ui"),
        ("## Search\n\nOne button.", "backend"),
        ("## Search\n\nText.", "backend"),
        ("## Deployment\n\nText.", "infrastructure"),
        ("## Permissions\n\nText.", "security"),
        ("## User guide\n\nText.", "documentation"),
        ("## Map\n\n### Tables\n\nText.", "database"),
        ("## Map of things\n\nText.", "gis"),
    ],
)
def test_kinds_of_work(section, kind):
    rules = Rules(strategy="specialist", kinds={"gis": ["map of"]})

    (found,) = proposed(section, rules)

    assert found.deliverable_type == kind
