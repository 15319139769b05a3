"""Which blocks of a document are requirements, and what they hold."""

from __future__ import annotations

import pytest
from composed import Block, code, doc, h, p, quote, table, tasks, ul

from openfactory.shared.documents.content.text import plain_text
from openfactory.shared.documents.requirements.items import Item
from openfactory.shared.documents.requirements.parsing import find_requirements


def found(*blocks: str | Block) -> list[Item]:
    return find_requirements(doc(*blocks))


def texts(*blocks: str | Block) -> list[str]:
    return [item.text for item in found(*blocks) if item.kind == "requirement"]


@pytest.mark.parametrize(
    ("written", "key", "text"),
    [
        ("REQ-7: Users sign in.", "REQ-7", "Users sign in."),
        ("**REQ-7** Users sign in.", "REQ-7", "Users sign in."),
        ("**REQ-7.** Users sign in.", "REQ-7", "Users sign in."),
        ("REQ-7 — Users sign in.", "REQ-7", "Users sign in."),
        ("REQ-7 - Users sign in.", "REQ-7", "Users sign in."),
        ("REQ-7) Users sign in.", "REQ-7", "Users sign in."),
        ("[REQ-7] Users sign in.", "REQ-7", "Users sign in."),
        ("req-007: Users sign in.", "REQ-7", "Users sign in."),
        ("REQ 7: Users sign in.", "REQ-7", "Users sign in."),
    ],
)
def test_a_key_at_the_beginning_makes_a_requirement(written, key, text):
    (item,) = found(written)

    assert (item.kind, item.key, item.text) == ("requirement", key, text)


@pytest.mark.parametrize(
    "written",
    [
        "See REQ-7 for this.",
        "REQ-7.2 is no key of a requirement.",
        "REQ-7a: is none either.",
        "Req 7 days in advance.",
        "REQ-0: there is no zeroth.",
    ],
)
def test_what_only_looks_like_a_key_is_none(written):
    assert [item.key for item in found(written) if item.key] == []


@pytest.mark.parametrize(
    "written",
    [
        "The service shall keep the log for 30 days.",
        "Passwords must have twelve characters.",
        "When the order is paid, the shop shall send a receipt.",
        "As a clerk, I want to search by name, so that I find the file.",
    ],
)
def test_binding_sentences_and_stories_are_requirements_wherever_they_stand(written):
    assert texts(written) == [written]
    assert texts(ul(written)) == [written]
    assert texts(tasks(written)) == [written]


@pytest.mark.parametrize(
    "written",
    [
        "We must talk to the customer.",
        "Good coffee is a must for this team.",
        "Must-have features come first.",
        "The old server must have been slow.",
        'The words "shall" and "must" are used as in RFC 2119.',
        "Write `shall` for what binds.",
        "Users like the log.",
        "The file, which must be signed, comes by mail.",
        "It must be noted that this is a draft.",
    ],
)
def test_prose_is_no_requirement(written):
    assert found(written) == []


def test_under_a_heading_for_requirements_each_top_list_item_is_one():
    blocks = (h(1, "Shop"), h(2, "3.1 Functional requirements"), ul("Login by mail", "Export as CSV"), "Plain prose.")

    assert texts(*blocks) == ["Login by mail", "Export as CSV"]


@pytest.mark.parametrize(
    "heading", ["Priorities of the requirements", "Open questions", "Out-of-scope requirements", "Goals", "Background"]
)
def test_under_other_headings_list_items_are_none(heading):
    assert found(h(1, "Shop"), h(2, heading), ul("Login by mail")) == []


def test_the_title_of_the_document_makes_nothing_a_requirement():
    assert found(h(1, "Shop requirements"), ul("A list of readers"), h(2, "Goals"), ul("Sell more")) == []


def test_an_item_that_only_groups_others_is_none():
    blocks = (h(2, "Requirements"), ul(["Exports", ul("The shop shall write CSV.", "The shop shall write PDF.")]))

    assert texts(*blocks) == ["The shop shall write CSV.", "The shop shall write PDF."]


def test_what_stands_inside_a_list_item_is_its_text():
    (item,) = found(ul(["REQ-1: The shop shall write:", ul("CSV", "PDF")]))

    assert item.text == "The shop shall write:\nCSV\nPDF"
    assert item.pointer == "/content/0/content/0"
    assert len(item.blocks) == 3


def test_a_list_after_a_colon_is_text_of_the_paragraph():
    (item,) = found("REQ-1: The shop shall write:", ul("CSV", "PDF"), ul("something else"))

    assert item.text == "The shop shall write:\nCSV\nPDF\nsomething else"


def test_a_heading_with_a_key_owns_its_section_without_the_criteria():
    first, second = found(
        h(2, "REQ-1: Login"),
        "The shop shall ask for a password.",
        h(3, "Rationale"),
        "Thieves.",
        h(3, "Acceptance criteria"),
        ul("A wrong password is refused."),
        h(2, "REQ-2: Logout"),
        "The shop shall forget the session.",
        h(2, "Notes"),
        "Nothing.",
    )

    assert (first.title, first.text) == ("Login", "The shop shall ask for a password.\nRationale\nThieves.")
    assert [criterion.text for criterion in first.criteria] == ["A wrong password is refused."]
    assert (second.title, second.text) == ("Logout", "The shop shall forget the session.")


def test_the_next_key_ends_what_a_heading_owns():
    first, second, third = found(
        h(2, "REQ-1: Login"), "By mail.", "REQ-2: By token.", "The shop shall be open.", h(3, "More")
    )

    assert (first.text, second.text, third.text) == ("By mail.", "By token.", "The shop shall be open.")


@pytest.mark.parametrize("heading", ["**REQ-1**", "**REQ-1: Login**"])
def test_a_bold_paragraph_can_stand_as_a_heading(heading):
    first, second = found(heading, "By mail.", "With a password.", "**REQ-2**", "By token.")

    assert (first.text, second.text) == ("By mail.\nWith a password.", "By token.")


def test_rows_of_a_table_with_keys_are_requirements():
    first, second = found(
        table(
            ["Key", "Name", "Requirement", "Priority"],
            ["REQ-1", "Login", "The shop shall ask for a password.", "high"],
            ["REQ-2", "Logout", "The shop shall forget the session.", "low"],
        )
    )

    assert (first.key, first.title, first.text) == ("REQ-1", "Login", "The shop shall ask for a password.")
    assert second.pointer == "/content/0/content/2"
    assert second.blocks == ("/content/0/content/2/content/2/content/0",)


def test_a_table_without_named_columns_gives_all_cells():
    (item,) = found(table(["REQ-1 Login", "by mail", "soon"], head=False))

    assert item.text == "Login\nby mail\nsoon"


def test_nothing_is_found_in_quotes_and_code():
    assert (
        found(quote("REQ-1: The shop shall be open."), code("The shop shall be open."), code("REQ-1: x", "text")) == []
    )


def test_below_headings_that_bind_nobody_a_key_is_a_reference():
    blocks = ("REQ-1: Login.", h(2, "Open questions"), ul("REQ-1: Is mail enough?"), "The shop shall be open?")

    assert [item.key for item in found(*blocks)] == ["REQ-1"]


def test_sections_are_the_titles_above():
    _, item = found(h(1, "Shop"), h(2, "Login"), "The shop shall ask.", h(3, "Later"), "The shop shall wait.")

    assert item.section == ("Shop", "Login", "Later")


def test_pointers_lead_to_blocks_with_the_items_words():
    document = doc(
        h(2, "REQ-1: Login"), "It must ask.", ul(["REQ-2: x", "y"], "AC-2.1: z"), table(["REQ-3", "**w**"], head=False)
    )

    for item in (found for root in find_requirements(document) for found in (root, *root.criteria)):
        for pointer in item.blocks:
            node = document
            for step in pointer.split("/")[1:]:
                node = node[int(step)] if isinstance(node, list) else node[step]
            assert any(line in plain_text(node) for line in (item.title, *item.text.splitlines()) if line)


def test_an_empty_document_has_none():
    assert found() == []
    assert found(p(), h(1, ""), ul("")) == []


def test_a_second_line_that_only_mentions_a_key_is_no_requirement():
    first, second = found(
        h(2, "REQ-1: Login"),
        "By mail.",
        h(2, "REQ-2: Logout"),
        "By a button.",
        h(2, "Plan"),
        ul("REQ-1: first release", "REQ-2, second release"),
        table(["Key", "Priority"], ["REQ-1", "high"]),
    )

    assert (first.text, second.text) == ("By mail.", "By a button.")


def test_a_line_before_the_definition_is_a_mention_too():
    (item,) = found(ul("REQ-1: see below"), "Then:", "REQ-1: The shop shall be open.")

    assert item.text == "The shop shall be open."


def test_two_that_both_bind_are_two():
    items = found("REQ-1: The shop shall be open.", "REQ-1: The shop shall be shut.")

    assert [item.key for item in items] == ["REQ-1", "REQ-1"]
