"""Requirements and acceptance criteria of documents: found, numbered once, and kept through every change."""

from __future__ import annotations

from typing import Any

import pytest

from openfactory.core.db.statements import count_statements

TEXT = """# Login

## Requirements

- The system shall ask for a password of at least twelve characters.
- When five attempts have failed, the system shall lock the account for ten minutes.

## Acceptance criteria of locking

### REQ-7: Locked accounts

The system shall tell the owner of a locked account by mail.

Acceptance criteria:

- AC-7.1 The mail names the address of the last attempt.
- The mail is sent within one minute.
"""


async def listed(client, **query: Any) -> list[Any]:
    reply = await client.get("/refinery/requirements", params=query)
    assert reply.status_code == 200, reply.text
    return reply.json()["requirements"]


async def keys(client) -> dict[str, str]:
    """Texts by key, criteria among them."""
    found = {}
    for requirement in await listed(client):
        for item in (requirement, *requirement["criteria"]):
            found[item["key"]] = item["text"]
    return found


@pytest.fixture
async def document(write):
    return await write("Login", TEXT)


async def put(client, document, markdown: str) -> None:
    reply = await client.put(f"/refinery/documents/{document['id']}/content", json={"markdown": markdown})
    assert reply.status_code == 200, reply.text


async def test_they_are_listed_with_keys_patterns_and_places(ann, document):
    found = await listed(ann)

    assert [(row["key"], row["pattern"], row["pointer"]) for row in found] == [
        ("REQ-7", "ubiquitous", "/content/4"),
        ("REQ-8", "ubiquitous", "/content/2/content/0"),
        ("REQ-9", "event", "/content/2/content/1"),
    ]
    locked, _, event = found
    assert locked["title"] == "Locked accounts"
    assert (locked["documentId"], locked["documentTitle"]) == (document["id"], "Login")
    assert [row["key"] for row in locked["criteria"]] == ["AC-7.1", "AC-7.2"]
    assert event["form"]["trigger"] == "five attempts have failed"
    assert event["section"] == ["Login", "Requirements"]
    assert all(len(row["contentHash"]) == 64 for row in found)


async def test_keys_survive_edits_moves_and_renames(ann, document):
    before = await keys(ann)
    changed = (
        TEXT.replace("## Requirements", "## What we need\n\nThe system shall greet by name.\n\n## More requirements")
        .replace("at least twelve characters", "at least fourteen characters")
        .replace("### REQ-7: Locked accounts", "### REQ-7: Mail about locked accounts")
    )
    lines = changed.split("\n")
    first = next(place for place, line in enumerate(lines) if "fourteen" in line)
    lines[first], lines[first + 1] = lines[first + 1], lines[first]
    await put(ann, document, "\n".join(lines))

    after = await keys(ann)

    assert after["REQ-8"] == before["REQ-8"].replace("twelve", "fourteen")
    assert after["REQ-9"] == before["REQ-9"]
    assert after["REQ-10"] == "The system shall greet by name."
    assert set(after) == {*before, "REQ-10"}


async def test_a_key_is_never_given_twice(ann, document):
    await put(ann, document, "# Login\n\nThe system shall start.")
    assert set(await keys(ann)) == {"REQ-10"}

    await put(ann, document, "# Login\n\nThe system shall start.\n\nThe lift must open its doors at each floor.")

    assert set(await keys(ann)) == {"REQ-10", "REQ-11"}


async def test_what_comes_back_has_its_key_again(ann, write, document):
    before = await keys(ann)
    await put(ann, document, "Nothing.")
    other = await write("Other", TEXT)
    moved = await keys(ann)

    await ann.delete(f"/refinery/documents/{other['id']}")
    deleted = await keys(ann)
    await ann.post(f"/refinery/documents/{other['id']}/restore")

    assert moved == before
    assert deleted == {}
    assert await keys(ann) == before


async def test_a_key_that_is_taken_is_not_given_to_another(ann, write, document):
    other = await write("Copy", "REQ-7: The system shall do something else altogether.")
    (copy,) = await listed(ann, documentId=other["id"])

    assert copy["key"] == "REQ-10"
    await put(ann, other, "First a word.\n\nREQ-7: The system shall do something else altogether, at last.")
    (again,) = await listed(ann, documentId=other["id"])
    assert (again["key"], again["id"]) == ("REQ-10", copy["id"])


async def test_the_same_words_have_the_same_hash(ann, document):
    before = {row["key"]: row["contentHash"] for row in await listed(ann)}
    await put(ann, document, TEXT.replace("shall ask for", "**shall**   ask for").replace("ten minutes", "two minutes"))

    after = {row["key"]: row["contentHash"] for row in await listed(ann)}

    assert after["REQ-8"] == before["REQ-8"]
    assert after["REQ-9"] != before["REQ-9"]


async def test_filters(ann, write, make_feature, document):
    feature = await make_feature("Search")
    of_feature = await write(
        "Search", "The system shall find words.", type="feature_requirements", featureId=feature["id"]
    )

    assert [row["documentId"] for row in await listed(ann, featureId=feature["id"])] == [of_feature["id"]]
    assert [row["key"] for row in await listed(ann, key="REQ-9")] == ["REQ-9"]
    assert [row["key"] for row in await listed(ann, key="AC-7.2")] == ["REQ-7"]
    assert (await ann.get("/refinery/requirements", params={"key": "seven"})).status_code == 422


async def test_pages_hold_whole_requirements_in_one_statement(ann, document):
    with count_statements() as statements:
        first = (await ann.get("/refinery/requirements", params={"limit": 1})).json()
    rest = (await ann.get("/refinery/requirements", params={"cursor": first["nextCursor"]})).json()

    assert len(statements) == 2
    assert [row["key"] for row in first["requirements"]] == ["REQ-7"]
    assert len(first["requirements"][0]["criteria"]) == 2
    assert [row["key"] for row in rest["requirements"]] == ["REQ-8", "REQ-9"]
    assert rest["nextCursor"] is None


async def test_the_log_says_what_has_become_of_them(ann, document):
    without = TEXT.replace("- AC-7.1 The mail names the address of the last attempt.\n", "")
    await put(ann, document, without.replace("ten minutes", "two minutes"))

    events = [event for event in (await ann.get("/events")).json()["events"] if event["name"].endswith("edited")]

    assert events[0]["data"]["added"] == ["REQ-8", "REQ-9", "REQ-7", "AC-7.1", "AC-7.2"]
    assert events[1]["data"]["reworded"] == ["REQ-9"]
    assert events[1]["data"]["removed"] == ["AC-7.1"]


async def test_blueprints_define_none(ann):
    await ann.post("/foundry/blueprints", json={"type": "foundation_blueprint", "title": "B", "markdown": TEXT})

    assert await listed(ann) == []


async def test_five_hundred_requirements_take_few_statements(ann, write):
    lines = [f"- The system shall do thing number {number} within {number} seconds." for number in range(500)]
    document = await write("Many", "\n".join(lines))

    with count_statements() as statements:
        await put(ann, document, "Before.\n\n" + "\n".join(lines[:-1]))

    assert len(statements) < 30
    assert len(await keys(ann)) == 50
