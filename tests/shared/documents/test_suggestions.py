"""Suggestions: edits that anybody may propose, and that a person takes, some or all, or leaves."""

from __future__ import annotations

import pytest
from written import markdown_of

TEXT = """# Login

People sign in with a password of eight characters.

## Limits

- Five attempts
- Then a pause

## Later

Nothing yet.
"""


@pytest.fixture
async def document(write):
    """A document to suggest edits of."""
    return await write("Login", TEXT)


@pytest.fixture
def where(document) -> str:
    """Its suggestions."""
    return f"/refinery/documents/{document['id']}/suggestions"


async def suggested(client, where: str, *diffs, **more):
    reply = await client.post(where, json={"diffs": list(diffs), **more})
    assert reply.status_code == 201, reply.text
    return reply.json()


async def test_nothing_changes_before_somebody_accepts(ann, bob, document, where, people):
    edit = {"operation": "replace", "oldContent": "eight characters", "newContent": "twelve characters"}
    made = await suggested(bob, where, {**edit, "explanation": "Eight is short."}, agentType="refinery")

    assert made["status"] == "pending"
    assert made["agentType"] == "refinery"
    assert made["createdBy"] == {"id": str(people.bob.id), "name": "Bob"}
    assert made["diffs"] == [
        {
            "id": "1",
            "sectionPath": [],
            "operation": "replace",
            "oldContent": "eight characters",
            "newContent": "twelve characters",
            "explanation": "Eight is short.",
            "accepted": None,
        }
    ]
    assert await markdown_of(ann, document) == TEXT

    accepted = await ann.post(f"{where}/{made['id']}/accept")

    assert accepted.json()["status"] == "accepted"
    assert accepted.json()["decidedBy"] == {"id": str(people.ann.id), "name": "Ann"}
    assert await markdown_of(ann, document) == TEXT.replace("eight", "twelve")


@pytest.mark.parametrize(
    ("diff", "old", "new"),
    [
        (
            {"operation": "insert", "sectionPath": ["Login", "Limits"], "newContent": "And a mail."},
            "- Then a pause\n",
            "- Then a pause\n\nAnd a mail.\n",
        ),
        (
            {"operation": "insert", "sectionPath": ["limits"], "newContent": "Mind:", "oldContent": "## Limits"},
            "## Limits\n",
            "## Limits\n\nMind:\n",
        ),
        (
            {"operation": "replace", "sectionPath": ["Later"], "newContent": "1. Passkeys"},
            "Nothing yet.",
            "1. Passkeys",
        ),
        ({"operation": "delete", "sectionPath": ["Later"]}, "\n## Later\n\nNothing yet.\n", ""),
        ({"operation": "delete", "oldContent": " of eight characters"}, " of eight characters", ""),
        (
            {"operation": "replace", "oldContent": "- Five attempts\n- Then a pause", "newContent": "Three attempts."},
            "- Five attempts\n- Then a pause",
            "Three attempts.",
        ),
    ],
)
async def test_an_edit_is_made_where_it_says(ann, document, where, diff, old, new):
    made = await suggested(ann, where, diff)

    reply = await ann.post(f"{where}/{made['id']}/accept")

    assert reply.status_code == 200, reply.text
    assert await markdown_of(ann, document) == TEXT.replace(old, new)


@pytest.mark.parametrize(
    ("diff", "pointer"),
    [
        ({"operation": "insert", "sectionPath": ["Nowhere"], "newContent": "x"}, "/body/diffs/0/sectionPath"),
        ({"operation": "replace", "oldContent": "not there", "newContent": "x"}, "/body/diffs/0/oldContent"),
        ({"operation": "replace", "oldContent": "e", "newContent": "x"}, "/body/diffs/0/oldContent"),
        ({"operation": "insert", "newContent": "  "}, "/body/diffs/0/newContent"),
        ({"operation": "move", "newContent": "x"}, "/body/diffs/0/operation"),
    ],
)
async def test_an_edit_that_fits_nowhere_is_refused(ann, where, diff, pointer):
    reply = await ann.post(where, json={"diffs": [diff]})

    assert reply.status_code == 422
    assert [error["pointer"] for error in reply.json()["errors"]] == [pointer]


async def test_some_edits_can_be_taken(ann, document, where):
    made = await suggested(
        ann,
        where,
        {"operation": "replace", "oldContent": "Five attempts", "newContent": "Three attempts"},
        {"operation": "replace", "oldContent": "Nothing yet.", "newContent": "Passkeys."},
        {"operation": "replace", "oldContent": "Then a pause", "newContent": "Then a call"},
    )

    unknown = await ann.post(f"{where}/{made['id']}/accept", json={"diffs": ["9"]})
    reply = await ann.post(f"{where}/{made['id']}/accept", json={"diffs": ["1", "3"]})

    assert (unknown.status_code, unknown.json()["errors"][0]["pointer"]) == (422, "/body/diffs")
    assert reply.json()["status"] == "partially_accepted"
    assert [diff["accepted"] for diff in reply.json()["diffs"]] == [True, False, True]
    expected = TEXT.replace("Five", "Three").replace("a pause", "a call")
    assert await markdown_of(ann, document) == expected


async def test_what_others_have_written_meanwhile_stays(ann, bob, document, where):
    made = await suggested(bob, where, {"operation": "replace", "oldContent": "eight", "newContent": "twelve"})
    meanwhile = TEXT.replace("# Login\n", "# Login\n\nFirst.\n").replace("Five", "Four").replace("People", "Users")
    await ann.put(f"/refinery/documents/{document['id']}/content", json={"markdown": meanwhile})

    reply = await ann.post(f"{where}/{made['id']}/accept")

    assert reply.status_code == 200, reply.text
    assert await markdown_of(ann, document) == meanwhile.replace("eight", "twelve")


async def test_an_edit_whose_place_has_gone_is_said_to_be_outdated(ann, document, where):
    made = await suggested(
        ann,
        where,
        {"operation": "replace", "oldContent": "Nothing yet.", "newContent": "Passkeys."},
        {"operation": "replace", "oldContent": "eight", "newContent": "twelve"},
    )
    meanwhile = TEXT.replace("of eight characters", "they choose")
    await ann.put(f"/refinery/documents/{document['id']}/content", json={"markdown": meanwhile})

    whole = await ann.post(f"{where}/{made['id']}/accept")
    rest = await ann.post(f"{where}/{made['id']}/accept", json={"diffs": ["1"]})

    assert (whole.status_code, whole.json()["code"], whole.json()["diffIds"]) == (
        409,
        "documents.suggestion_outdated",
        ["2"],
    )
    assert rest.status_code == 200
    assert await markdown_of(ann, document) == meanwhile.replace("Nothing yet", "Passkeys")


async def test_a_decision_is_final(ann, document, where):
    made = await suggested(ann, where, {"operation": "insert", "newContent": "More."})

    rejected = await ann.post(f"{where}/{made['id']}/reject")
    again = [await ann.post(f"{where}/{made['id']}/{verb}") for verb in ("accept", "reject")]

    assert rejected.json()["status"] == "rejected"
    assert {(reply.status_code, reply.json()["code"]) for reply in again} == {(409, "documents.suggestion_decided")}
    assert await markdown_of(ann, document) == TEXT


async def test_agents_propose_and_people_dispose(ann, project, where, key):
    agent, writer = await key(project, "mcp:read", "mcp:write"), await key(project, "project:write")
    made = await suggested(agent, where, {"operation": "insert", "newContent": "More."}, agentType="refinery")

    replies = [await client.post(f"{where}/{made['id']}/accept") for client in (agent, writer)]

    assert [reply.status_code for reply in replies] == [403, 403]
    assert (await ann.post(f"{where}/{made['id']}/accept")).status_code == 200
    for client in (agent, writer):
        await client.aclose()


async def test_pending_ones_are_listed(ann, where):
    first = await suggested(ann, where, {"operation": "insert", "newContent": "One."})
    second = await suggested(ann, where, {"operation": "insert", "newContent": "Two."})
    await ann.post(f"{where}/{first['id']}/reject")

    every = (await ann.get(where)).json()["suggestions"]
    pending = (await ann.get(where, params={"status": "pending"})).json()["suggestions"]

    assert [row["id"] for row in every] == [second["id"], first["id"]]
    assert [row["id"] for row in pending] == [second["id"]]
