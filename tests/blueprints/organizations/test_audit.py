"""The audit trail: who has done what, and on whose behalf."""

from __future__ import annotations

import json
from datetime import timedelta
from urllib.parse import quote

from reading import member_ids

from openfactory.blueprints.organizations.events import OrganizationChanged
from openfactory.core import clock
from openfactory.core.access import Access, Caller, Origin
from openfactory.core.db.transactions import transaction
from openfactory.testing.clock import shifted

CHANGED = "organizations.organization.changed"


async def entries(client, **filters):
    """The newest entries."""
    return (await client.get("/audit", params=filters)).json()["entries"]


async def test_an_entry_says_who_has_changed_what_from_where(ann, people):
    headers = {"x-request-id": "request-7", "x-operation-id": "batch-1"}
    await ann.patch("", json={"name": "Acme Corporation"}, headers=headers)

    newest = (await entries(ann))[0]

    assert newest["type"] == CHANGED
    assert newest["actor"] == {"type": "user", "id": str(people.ann.id), "name": "Ann", "onBehalfOf": None}
    assert newest["changes"] == {"name": {"old": "Acme", "new": "Acme Corporation"}}
    assert (newest["entityType"], newest["entityId"]) == ("organization", str(people.organization.id))
    assert (newest["requestId"], newest["operationId"]) == ("request-7", "batch-1")
    assert newest["projectId"] is None
    assert set(newest) == {
        "id",
        "at",
        "type",
        "actor",
        "entityType",
        "entityId",
        "projectId",
        "changes",
        "requestId",
        "operationId",
        "address",
    }


async def test_a_key_acts_on_behalf_of_its_maker(ann, people):
    key = (await ann.post("/api-keys", json={"name": "CI", "scopes": ["project:write"]})).json()
    agent = Caller("api_key", people.ann.id, "Ann", credential_id=key["id"])
    access = Access(agent, people.organization.id, origin=Origin(request_id="from-a-key"))
    async with transaction(access) as tx:
        tx.emit(OrganizationChanged(organization_id=people.organization.id))

    newest = (await entries(ann))[0]

    assert newest["actor"] == {
        "type": "agent",
        "id": key["id"],
        "name": "CI",
        "onBehalfOf": {"id": str(people.ann.id), "name": "Ann"},
    }


async def test_a_revoked_key_keeps_its_name_in_the_trail(ann, people):
    key = (await ann.post("/api-keys", json={"name": "CI", "scopes": ["project:write"]})).json()
    access = Access(Caller("api_key", people.ann.id, "Ann", credential_id=key["id"]), people.organization.id)
    async with transaction(access) as tx:
        tx.emit(OrganizationChanged(organization_id=people.organization.id))
    await ann.delete(f"/api-keys/{key['id']}")

    assert [entry["actor"]["name"] for entry in await entries(ann, actorId=key["id"])] == ["CI"]


async def test_everything_that_happens_here_leaves_an_entry(ann, bob):
    await ann.post("/members", json={"email": "carol@example.com"})
    [invitation] = (await ann.get("/invitations")).json()["invitations"]
    await ann.delete(f"/invitations/{invitation['id']}")
    key = (await bob.post("/api-keys", json={"name": "CI", "scopes": ["mcp:read"]})).json()
    await bob.post(f"/api-keys/{key['id']}/rotate", json={})
    template = (await ann.post("/templates", json={"type": "foundry", "name": "T", "content": {}})).json()
    await ann.patch(f"/templates/{template['id']}", json={"content": {"secret plan": 1}})
    await ann.delete(f"/templates/{template['id']}")
    bobs = (await member_ids(ann))["Bob"]
    await ann.patch(f"/members/{bobs}", json={"role": "admin"})
    await ann.delete(f"/members/{bobs}")

    trail = await entries(ann)

    assert [entry["type"].removeprefix("organizations.") for entry in reversed(trail)] == [
        "organization.created",
        "member.joined",
        "member.joined",
        "invitation.sent",
        "invitation.revoked",
        "api_key.created",
        "api_key.rotated",
        "template.created",
        "template.changed",
        "template.deleted",
        "member.role_changed",
        "api_key.revoked",
        "member.left",
    ]
    assert "secret plan" not in json.dumps(trail)


async def test_filters_narrow_the_trail(ann, bob, people):
    await bob.post("/api-keys", json={"name": "CI", "scopes": ["mcp:read"]})
    with shifted(days=2):
        await ann.patch("", json={"name": "Later"})
    tomorrow = (clock.now() + timedelta(days=1)).isoformat()

    assert {entry["actor"]["name"] for entry in await entries(ann, actorId=str(people.bob.id))} == {"Bob"}
    created = await entries(ann, type="organizations.api_key.created")
    assert [entry["actor"]["name"] for entry in created] == ["Bob"]
    assert [entry["type"] for entry in await entries(ann, since=tomorrow)] == [CHANGED]
    assert CHANGED not in [entry["type"] for entry in await entries(ann, until=tomorrow)]
    assert await entries(ann, type="no.such.event") == []


async def test_pages_go_back_in_time_and_are_not_moved_by_what_happens_meanwhile(ann):
    for number in range(5):
        await ann.patch("", json={"name": f"Name {number}"})
    first = (await ann.get("/audit", params={"limit": 3})).json()
    await ann.patch("", json={"name": "In between"})

    second = (await ann.get(f"/audit?limit=3&cursor={quote(first['nextCursor'])}")).json()

    names = [entry["changes"]["name"]["new"] for entry in first["entries"] + second["entries"][:2]]
    assert names == ["Name 4", "Name 3", "Name 2", "Name 1", "Name 0"]


async def test_other_organizations_entries_are_not_in_it(ann, people, client_for):
    elsewhere = client_for(people.stranger, below=f"/api/organizations/{people.elsewhere.id}")
    await elsewhere.patch("", json={"name": "Secret"})

    assert "Secret" not in (await ann.get("/audit")).text
    assert "Secret" not in (await ann.get("/audit/export")).text
    for path in ("/audit", "/audit/export"):
        assert (await ann.get(path, params={"actorId": str(people.stranger.id)})).status_code == 404


async def test_members_do_not_read_the_trail(bob):
    assert (await bob.get("/audit")).status_code == 403
    assert (await bob.get("/audit/export")).status_code == 403


async def test_the_export_has_a_line_for_each_entry(ann, people):
    access = Access(Caller("session", people.ann.id, "Ann"), people.organization.id)
    async with transaction(access) as tx:
        for number in range(1_100):
            changes = {"n": {"old": None, "new": number}}
            tx.emit(OrganizationChanged(organization_id=people.organization.id, changes=changes))

    export = await ann.get("/audit/export")

    assert export.status_code == 200
    assert export.headers["content-type"] == "application/jsonl"
    assert export.headers["content-disposition"] == 'attachment; filename="audit.jsonl"'
    assert "x-request-id" in export.headers
    lines = [json.loads(line) for line in export.text.splitlines()]
    assert [line["changes"]["n"]["new"] for line in lines[:1_100]] == list(range(1_099, -1, -1))
    assert lines[:50] == (await ann.get("/audit", params={"limit": 50})).json()["entries"]
    assert lines[-1]["type"] == "organizations.organization.created"


async def test_the_export_takes_the_lists_filters(ann):
    await ann.patch("", json={"name": "Changed"})

    export = await ann.get("/audit/export", params={"type": CHANGED})

    assert [json.loads(line)["changes"]["name"]["new"] for line in export.text.splitlines()] == ["Changed"]
