"""Versions: what a document said before is never lost, can be compared, and can be brought back."""

from __future__ import annotations

import random

import pytest
from written import content, markdown_of

from openfactory.core.db.statements import count_statements
from openfactory.shared.documents.models import Version


@pytest.fixture
async def where(write) -> str:
    """A document with three versions."""
    document = await write(markdown="# Why\n\nOne.\n\nTwo.")
    return f"/refinery/documents/{document['id']}"


async def numbered(client, where: str) -> dict[int, str]:
    """Ids of versions by number."""
    rows = (await client.get(f"{where}/versions", params={"limit": 100})).json()["versions"]
    return {row["versionNumber"]: row["id"] for row in rows}


async def test_every_change_of_the_text_is_a_version(ann, people, where):
    await ann.put(f"{where}/content", json={"markdown": "Other.", "changeSummary": "Rewritten"})

    listed = (await ann.get(f"{where}/versions")).json()

    assert [(row["versionNumber"], row["changeSummary"]) for row in listed["versions"]] == [(2, "Rewritten"), (1, None)]
    assert listed["versions"][0]["createdBy"] == {"id": str(people.ann.id), "name": "Ann"}
    assert listed["nextCursor"] is None


async def test_a_version_says_what_the_document_said(ann, where):
    await ann.put(f"{where}/content", json={"markdown": "Other."})
    versions = await numbered(ann, where)

    old = (await ann.get(f"{where}/versions/{versions[1]}")).json()

    assert old["versionNumber"] == 1
    assert [block["type"] for block in old["content"]["content"]] == ["heading", "paragraph", "paragraph"]


async def test_a_difference_names_what_has_changed(ann, where):
    await ann.put(f"{where}/content", json={"markdown": "# Why\n\nOne, really.\n\nTwo.\n\n- Three"})
    versions = await numbered(ann, where)

    found = (await ann.get(f"{where}/versions/{versions[1]}/diff")).json()
    same = (await ann.get(f"{where}/versions/{versions[2]}/diff", params={"compareWith": versions[2]})).json()
    back = (await ann.get(f"{where}/versions/{versions[2]}/diff", params={"compareWith": versions[1]})).json()

    assert (found["baseVersion"], found["compareVersion"]) == (1, 2)
    assert [(entry["op"], entry["path"]) for entry in found["diff"]] == [
        ("equal", "/content/0"),
        ("replace", "/content/1"),
        ("equal", "/content/2"),
        ("insert", "/content/3"),
    ]
    assert found["diff"][1]["old"] == content("One.")["content"][0]
    assert found["diff"][1]["new"] == content("One, really.")["content"][0]
    assert [(entry["op"], entry["count"]) for entry in same["diff"]] == [("equal", 4)]
    assert [entry["op"] for entry in back["diff"]] == ["equal", "replace", "equal", "delete"]


async def test_a_version_is_restored_as_a_new_one(ann, where):
    await ann.put(f"{where}/content", json={"markdown": "Other."})
    versions = await numbered(ann, where)

    reply = await ann.post(f"{where}/versions/{versions[1]}/restore")

    assert [block["type"] for block in reply.json()["content"]["content"]] == ["heading", "paragraph", "paragraph"]
    newest = (await ann.get(f"{where}/versions")).json()["versions"][0]
    assert (newest["versionNumber"], newest["changeSummary"]) == (3, "Restored version 1")


async def test_the_present_text_can_be_kept_under_a_summary(ann, where):
    reply = await ann.post(f"{where}/versions", json={"changeSummary": "As agreed"})
    without = await ann.post(f"{where}/versions")

    assert (reply.status_code, reply.json()["versionNumber"], reply.json()["changeSummary"]) == (201, 2, "As agreed")
    assert without.json()["versionNumber"] == 3


async def test_versions_of_another_document_are_not_found(ann, where, write):
    other = await write("Other")
    foreign = (await numbered(ann, f"/refinery/documents/{other['id']}"))[1]
    own = (await numbered(ann, where))[1]

    replies = [
        await ann.get(f"{where}/versions/{foreign}"),
        await ann.get(f"{where}/versions/{foreign}/diff"),
        await ann.get(f"{where}/versions/{own}/diff", params={"compareWith": foreign}),
        await ann.post(f"{where}/versions/{foreign}/restore"),
    ]

    assert [reply.status_code for reply in replies] == [404] * 4


async def test_a_diagram_has_versions_too(ann):
    made = (await ann.post("/foundry/blueprints", json={"type": "system_diagram", "title": "Parts"})).json()
    where = f"/foundry/blueprints/{made['id']}"
    await ann.patch(where, json={"diagramSource": "flowchart TD"})
    versions = await numbered(ann, where)

    found = (await ann.get(f"{where}/versions/{versions[1]}/diff")).json()
    await ann.post(f"{where}/versions/{versions[1]}/restore")

    assert found["diff"][-1] == {
        "op": "replace",
        "path": "/diagramSource",
        "old": made["diagramSource"],
        "new": "flowchart TD",
    }
    assert (await ann.get(where)).json()["diagramSource"] == made["diagramSource"]


async def test_a_long_document_with_many_versions_is_read_from_two_rows(ann, write, make, people, project):
    """200 pages are some 2,400 paragraphs of 500 characters; each version changes one of them."""
    dice = random.Random(1)
    words = [dice.randbytes(3).hex() for _ in range(4000)]
    lines = [f"{number}. " + " ".join(dice.choices(words, k=70)) for number in range(1200)]
    document = await write("Long", "\n\n".join(f"Paragraph {line}" for line in lines))
    where = f"/refinery/documents/{document['id']}"
    for number in range(25):
        lines[number * 20] += f" changed {number}"
        reply = await ann.put(f"{where}/content", json={"markdown": "\n\n".join(f"Paragraph {line}" for line in lines)})
        assert reply.status_code == 200
    versions = await numbered(ann, where)
    access = make.access(people.ann, organization_id=people.organization.id, project_id=project.id)

    stored = await Version.visible_to(access).filter(document_id=document["id"]).order_by("number")
    with count_statements() as listed:
        await ann.get(f"{where}/versions")
    with count_statements() as read:
        text = (await ann.get(f"{where}/versions/{versions[20]}")).json()["content"]["content"]
    with count_statements() as compared:
        diff = (await ann.get(f"{where}/versions/{versions[20]}/diff", params={"compareWith": versions[21]})).json()

    whole = len(stored[0].body)
    assert sum(version.basis_id is None for version in stored) == 1
    assert sum(len(version.body) for version in stored[1:]) < whole
    assert (len(listed), len(read), len(compared)) == (2, 5, 7)
    assert text[360]["content"][0]["text"].endswith(" changed 18")
    assert [entry["op"] for entry in diff["diff"]] == ["equal", "replace", "equal"]
    assert await markdown_of(ann, document) != ""
