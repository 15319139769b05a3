"""API keys: shown once, limited by scopes and by what their maker may do, rotated, ended."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from reading import member_ids

from openfactory.core import background, clock
from openfactory.testing.clock import shifted

READER = {"name": "CI", "scopes": ["project:read"]}


@pytest.fixture
def with_key(client, people):
    """`with_key(key)`: reads the organization with an API key."""

    async def read(key, path=""):
        url = f"/api/organizations/{people.organization.id}{path}"
        return await client.get(url, headers={"authorization": f"Bearer {key}"})

    return read


async def test_a_key_is_shown_once_and_works(ann, people, with_key):
    made = await ann.post("/api-keys", json=READER)

    assert made.status_code == 201
    key = made.json()
    assert key["key"].startswith("of-key-")
    assert key["key"].startswith(key["prefix"])
    assert len(key["prefix"]) < 20
    assert (await with_key(key["key"])).json()["name"] == "Acme"
    listed = await ann.get("/api-keys")
    assert key["key"] not in listed.text
    [only] = listed.json()["apiKeys"]
    assert set(only) == {
        "id",
        "name",
        "scopes",
        "projectId",
        "allowedOrigins",
        "prefix",
        "createdAt",
        "expiresAt",
        "lastUsedAt",
        "createdBy",
    }
    assert only["scopes"] == ["project:read"]
    assert only["createdBy"] == {"id": str(people.ann.id), "name": "Ann"}


async def test_a_key_without_the_scope_is_refused(ann, with_key):
    made = await ann.post("/api-keys", json={"name": "Feedback", "scopes": ["validator:write"]})

    assert (await with_key(made.json()["key"])).status_code == 403


async def test_no_key_manages_the_organization_even_an_admins(ann, client, people):
    scopes = ["mcp:read", "mcp:write", "validator:write", "project:read", "project:write"]
    key = (await ann.post("/api-keys", json={"name": "All", "scopes": scopes})).json()["key"]
    url, headers = f"/api/organizations/{people.organization.id}", {"authorization": f"Bearer {key}"}

    assert (await client.patch(url, json={"name": "Mine"}, headers=headers)).status_code == 403
    assert (await client.post(f"{url}/api-keys", json=READER, headers=headers)).status_code == 403
    assert (await client.get(f"{url}/audit", headers=headers)).status_code == 403
    assert (await client.post("/api/organizations", json={"name": "New"}, headers=headers)).status_code == 403
    ids = await member_ids(ann)
    assert (await client.delete(f"{url}/members/{ids['Ann']}", headers=headers)).status_code == 403


async def test_a_key_opens_no_other_organization_of_its_maker(make, people, ann, client):
    other = await make.organization(people.ann, "Other")
    key = (await ann.post("/api-keys", json=READER)).json()["key"]

    reply = await client.get(f"/api/organizations/{other.id}", headers={"authorization": f"Bearer {key}"})

    assert reply.status_code == 404


async def test_the_key_of_somebody_who_has_left_is_dead(ann, bob, with_key):
    key = (await bob.post("/api-keys", json=READER)).json()["key"]
    assert (await with_key(key)).status_code == 200

    await ann.delete(f"/members/{(await member_ids(ann))['Bob']}")

    assert (await with_key(key)).status_code == 401
    assert (await ann.get("/api-keys")).json()["apiKeys"] == []


@pytest.mark.parametrize("key", ["of-key-", "of-key-" + "0" * 38, "of-key-ünïcode"])
async def test_what_looks_like_a_key_and_is_none_is_refused(with_key, key):
    assert (await with_key(key.encode())).status_code == 401


async def test_a_key_ends_when_it_was_to(ann, with_key):
    until = (clock.now() + timedelta(hours=1)).isoformat()
    key = (await ann.post("/api-keys", json={**READER, "expiresAt": until})).json()["key"]

    assert (await with_key(key)).status_code == 200
    with shifted(hours=1, seconds=1):
        assert (await with_key(key)).status_code == 401


async def test_a_revoked_key_is_dead_at_once(ann, with_key):
    made = (await ann.post("/api-keys", json=READER)).json()

    assert (await ann.delete(f"/api-keys/{made['id']}")).status_code == 204

    assert (await with_key(made["key"])).status_code == 401
    assert (await ann.delete(f"/api-keys/{made['id']}")).status_code == 404


async def test_after_a_rotation_both_secrets_work_for_the_overlap(ann, with_key):
    made = (await ann.post("/api-keys", json=READER)).json()

    rotated = (await ann.post(f"/api-keys/{made['id']}/rotate", json={"overlapSeconds": 600})).json()

    assert rotated["id"] == made["id"]
    assert rotated["key"] != made["key"]
    assert (await with_key(made["key"])).status_code == 200
    assert (await with_key(rotated["key"])).status_code == 200
    with shifted(seconds=601):
        assert (await with_key(made["key"])).status_code == 401
        assert (await with_key(rotated["key"])).status_code == 200


async def test_without_an_overlap_the_old_secret_is_dead_at_once(ann, with_key):
    made = (await ann.post("/api-keys", json=READER)).json()

    await ann.post(f"/api-keys/{made['id']}/rotate", json={})

    assert (await with_key(made["key"])).status_code == 401


async def test_a_second_rotation_ends_the_first_secret(ann, with_key):
    made = (await ann.post("/api-keys", json=READER)).json()
    url = f"/api-keys/{made['id']}/rotate"
    first = (await ann.post(url, json={"overlapSeconds": 600})).json()

    await ann.post(url, json={"overlapSeconds": 600})

    assert (await with_key(made["key"])).status_code == 401
    assert (await with_key(first["key"])).status_code == 200


async def test_nobody_gets_a_secret_to_act_in_the_name_of_another(ann, bob):
    made = (await bob.post("/api-keys", json=READER)).json()

    assert (await ann.post(f"/api-keys/{made['id']}/rotate", json={})).status_code == 403


async def test_members_have_keys_of_their_own_and_admins_see_all(ann, bob):
    anns = (await ann.post("/api-keys", json={**READER, "name": "Ann's"})).json()
    await bob.post("/api-keys", json={**READER, "name": "Bob's"})

    assert [key["name"] for key in (await bob.get("/api-keys")).json()["apiKeys"]] == ["Bob's"]
    assert [key["name"] for key in (await ann.get("/api-keys")).json()["apiKeys"]] == ["Bob's", "Ann's"]
    assert (await bob.delete(f"/api-keys/{anns['id']}")).status_code == 404


async def test_an_admin_may_end_a_members_key(ann, bob, with_key):
    made = (await bob.post("/api-keys", json=READER)).json()

    assert (await ann.delete(f"/api-keys/{made['id']}")).status_code == 204

    assert (await with_key(made["key"])).status_code == 401


@pytest.mark.parametrize(
    ("wrong", "pointer"),
    [
        ({"scopes": []}, "/body/scopes"),
        ({"scopes": ["project:everything"]}, "/body/scopes/0"),
        ({"expiresAt": "2001-01-01T00:00:00Z"}, "/body/expiresAt"),
        ({"expiresAt": "0001-01-01T00:00:00+14:00"}, "/body/expiresAt"),
        ({"name": ""}, "/body/name"),
    ],
)
async def test_a_key_that_makes_no_sense_is_refused(ann, wrong, pointer):
    reply = await ann.post("/api-keys", json={**READER, **wrong})

    assert reply.status_code == 422
    assert reply.json()["errors"][0]["pointer"] == pointer


async def test_a_key_for_a_project_opens_it_and_nothing_else(make, people, ann, client, with_key):
    project = await make.project(people.ann, people.organization, "Rocket")
    other = await make.project(people.ann, people.organization, "Submarine")
    made = (await ann.post("/api-keys", json={**READER, "projectId": str(project.id)})).json()
    headers = {"authorization": f"Bearer {made['key']}"}

    assert made["projectId"] == str(project.id)
    assert (await client.get(f"/api/projects/{project.id}", headers=headers)).status_code == 200
    assert (await client.get(f"/api/projects/{other.id}", headers=headers)).status_code == 404
    assert (await with_key(made["key"])).status_code == 403


async def test_a_key_for_a_project_that_is_none_here_is_refused(make, people, ann):
    foreign = await make.project(people.stranger, people.elsewhere)

    for project_id in (foreign.id, uuid4()):
        reply = await ann.post("/api-keys", json={**READER, "projectId": str(project_id)})
        assert reply.status_code == 404
    assert (await ann.get("/api-keys")).json()["apiKeys"] == []


async def test_a_keys_use_is_noted_now_and_then(ann, with_key):
    key = (await ann.post("/api-keys", json=READER)).json()["key"]

    async def last_used():
        await background.drain()
        return (await ann.get("/api-keys")).json()["apiKeys"][0]["lastUsedAt"]

    assert await last_used() is None
    await with_key(key)
    first = await last_used()
    assert first is not None
    with shifted(minutes=4):
        await with_key(key)
        assert await last_used() == first
    with shifted(minutes=6):
        await with_key(key)
        assert await last_used() > first


async def test_a_key_says_for_whom_and_with_what_it_acts(ann, people, client):
    key = (await ann.post("/api-keys", json=READER)).json()["key"]

    session = (await client.get("/api/auth/session", headers={"authorization": f"Bearer {key}"})).json()

    assert session["user"]["name"] == "Ann"
    assert (session["organizationId"], session["role"]) == (str(people.organization.id), "admin")
    assert session["scopes"] == ["project:read"]
