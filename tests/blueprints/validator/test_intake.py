"""Feedback is taken in from keys and members, within bounds, once, and cheaply."""

from __future__ import annotations

import json

import pytest

from openfactory.core import background
from openfactory.core.db.statements import count_statements

FULL = {
    "description": "Saving a route loses its last stop.",
    "title": "Route",
    "category": "bug",
    "browserInfo": {"userAgent": "Fox/1"},
    "deviceInfo": {"model": "Slate"},
    "sessionData": {"clicks": [1, 2, 3]},
    "externalUserId": "user-7",
    "tags": ["Checkout", "beta", "checkout"],
}


async def test_a_server_sends_feedback_with_a_key(site, make_key, read):
    reply = await site(await make_key(), **FULL)

    assert reply.status_code == 201
    assert set(reply.json()) == {"id", "status", "createdAt"}
    assert reply.json()["status"] == "new"
    whole = await read(reply.json()["id"])
    assert {name: whole[name] for name in FULL} == {**FULL, "tags": ["checkout", "beta"]}
    assert (whole["trust"], whole["votes"], whole["priorityScore"]) == ("untrusted", 1, None)
    assert whole["decidedBy"] == {"category": "sender", "priorityScore": None, "status": None}


async def test_members_send_it_too(bob, read):
    reply = await bob.post("/feedback", json={"description": "  It works.  "})

    assert reply.status_code == 201
    assert (await read(reply.json()["id"]))["description"] == "It works."


async def test_a_key_for_feedback_does_nothing_else(client, project, site, make_key):
    key = await make_key()
    feedback_id = (await site(key)).json()["id"]
    path = f"/api/projects/{project.id}/validator"

    replies = [
        await client.get(f"{path}/feedback", headers=key),
        await client.get(f"{path}/feedback/{feedback_id}", headers=key),
        await client.patch(f"{path}/feedback/{feedback_id}", headers=key, json={"status": "dismissed"}),
        await client.delete(f"{path}/feedback/{feedback_id}", headers=key),
        await client.get(f"{path}/stats", headers=key),
        await client.post(f"{path}/feedback/{feedback_id}/work-order", headers=key, json={}),
    ]

    assert {reply.status_code for reply in replies} == {403}


async def test_other_keys_send_none(site, make_key, client):
    assert (await site(await make_key(scopes=["project:read"]))).status_code == 403
    assert (await site({"authorization": "Bearer of-key-none"})).status_code == 401
    assert (await site({})).status_code == 401


async def test_a_key_of_another_project_finds_nothing(site, make_key, make, people):
    other = await make.project(people.ann, people.organization, "Other")

    assert (await site(await make_key(projectId=str(other.id)))).status_code == 404


@pytest.mark.parametrize(
    ("field", "value", "pointer"),
    [
        ("description", "", "/body/description"),
        ("description", "   ", "/body/description"),
        ("description", "x" * 10_001, "/body/description"),
        ("title", "x" * 201, "/body/title"),
        ("category", "praise", "/body/category"),
        ("browserInfo", {"x": "y" * 4096}, "/body/browserInfo"),
        ("browserInfo", "Fox", "/body/browserInfo"),
        ("deviceInfo", {"x": "y" * 4096}, "/body/deviceInfo"),
        ("sessionData", {"x": "ü" * 16_384}, "/body/sessionData"),
        ("externalUserId", "x" * 201, "/body/externalUserId"),
        ("tags", ["x"] * 21, "/body/tags"),
        ("tags", ["x" * 41], "/body/tags/0"),
        ("tags", ["a,b"], "/body/tags/0"),
        ("tags", ["a\nb"], "/body/tags/0"),
        ("tag", "x", "/body/tag"),
    ],
)
async def test_what_is_too_large_or_wrong_is_refused_by_name(site, make_key, field, value, pointer):
    reply = await site(await make_key(), **{field: value})

    assert reply.status_code == 422
    [fault] = reply.json()["errors"]
    assert fault["pointer"] == pointer
    assert fault["message"]


async def test_the_largest_is_taken(site, make_key, read):
    session = {"x": "y" * (32 * 1024 - len('{"x":""}'))}

    reply = await site(await make_key(), description="\u00e9" * 10_000, sessionData=session)

    assert reply.status_code == 201
    assert (await read(reply.json()["id"]))["sessionData"] == session


async def test_a_huge_body_is_not_even_read_as_json(site, make_key):
    reply = await site(await make_key(), sessionData={"x": "y" * 300_000})

    assert (reply.status_code, reply.json()["code"]) == (413, "request.too_large")


async def test_an_archived_project_takes_none(site, make_key, inside):
    key = await make_key()
    await inside.post("/archive")

    assert (await site(key)).json()["code"] == "projects.archived"


async def test_a_post_that_is_sent_again_is_stored_once(site, make_key, ann):
    key = await make_key()
    once = {"idempotency-key": "7"}

    first, again = await site(key, once), await site(key, once)
    other = await site(key, once, description="Something else")

    assert again.json() == first.json()
    assert again.headers["idempotency-replayed"] == "true"
    assert other.status_code == 422
    assert (await ann.get("/feedback")).json()["totalCount"] == 1
    # Another key's retries are another's.
    assert (await site(await make_key(name="Another"), once)).json()["id"] != first.json()["id"]


async def test_intake_takes_few_statements(site, make_key):
    key = await make_key()
    await site(key)
    await background.drain()  # which notes that the key is in use

    with count_statements() as plain:
        assert (await site(key)).status_code == 201
    with count_statements() as full:
        assert (await site(key, **FULL)).status_code == 201
    with count_statements() as once:
        assert (await site(key, {"idempotency-key": "1"})).status_code == 201

    # Access, the row, whether its triage is queued, the tally, and the log with its counter.
    assert len(plain) == 6, plain
    assert len(full) == 9, full  # and what came with it, its tags, and their tally
    assert len(once) == 8, once  # and the answer, before and after


async def test_no_word_of_it_is_in_the_log(site, make_key, inside, jobs, capsys):
    fields = {**FULL, "description": "secretword crashes", "title": "secretword", "externalUserId": "secretword"}
    fields |= {name: {"a": "secretword"} for name in ("browserInfo", "deviceInfo", "sessionData")}
    feedback_id = (await site(await make_key(), **{**fields, "tags": ["secretword"]})).json()["id"]
    await jobs.run()
    await inside.patch(f"/validator/feedback/{feedback_id}", json={"tags": [], "category": "other"})

    events = (await inside.get("/events")).text
    activity = (await inside.get("/activity")).text

    assert feedback_id in events
    assert "secretword" not in events + activity + json.dumps(await jobs.all(), default=str)
    assert "secretword" not in "".join(capsys.readouterr())
