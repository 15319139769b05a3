"""Organizations: who sees them, and what an admin can change."""

from __future__ import annotations

import pytest


async def test_a_list_has_role_and_counts_of_ones_own_organizations(people, client_for):
    reply = await client_for(people.bob).get("/api/organizations")

    assert reply.status_code == 200
    assert reply.json() == {
        "organizations": [
            {
                "id": str(people.organization.id),
                "name": "Acme",
                "slug": people.organization.slug,
                "logoUrl": None,
                "role": "member",
                "memberCount": 2,
                "projectCount": 0,
            }
        ],
        "nextCursor": None,
    }


async def test_a_list_is_cut_into_pages_that_miss_nothing(make, people, client_for):
    for number in range(4):
        await make.organization(people.ann, f"Company {number}")
    client = client_for(people.ann)
    names, place = [], {}

    while place is not None:
        page = (await client.get("/api/organizations", params={"limit": 2, **place})).json()
        names += [organization["name"] for organization in page["organizations"]]
        place = {"cursor": page["nextCursor"]} if page["nextCursor"] else None

    assert names == ["Acme", "Company 0", "Company 1", "Company 2", "Company 3"]


async def test_whoever_founds_an_organization_is_its_admin(people, client_for):
    client = client_for(people.bob)

    founded = await client.post("/api/organizations", json={"name": "Bob's  Burgers"})

    assert founded.status_code == 201
    assert founded.json() | {"id": "", "createdAt": ""} == {
        "id": "",
        "name": "Bob's Burgers",
        "slug": "bob-s-burgers",
        "logoUrl": None,
        "settings": {},
        "createdAt": "",
    }
    listed = (await client.get("/api/organizations")).json()["organizations"]
    assert [(one["name"], one["role"]) for one in listed] == [("Acme", "member"), ("Bob's Burgers", "admin")]


async def test_only_what_is_given_changes(ann):
    await ann.patch("", json={"logoUrl": "https://example.com/logo.png", "settings": {"theme": "dark"}})

    changed = await ann.patch("", json={"name": "Acme Corporation"})

    assert changed.status_code == 200
    read = (await ann.get("")).json()
    assert (read["name"], read["logoUrl"]) == ("Acme Corporation", "https://example.com/logo.png")
    assert read["settings"] == {"theme": "dark"}


async def test_a_logo_can_be_taken_away_again(ann):
    await ann.patch("", json={"logoUrl": "https://example.com/logo.png"})

    changed = await ann.patch("", json={"logoUrl": None})

    assert changed.json()["logoUrl"] is None


@pytest.mark.parametrize(
    "wanted",
    [f'{{"text": "{"x" * 17_000}"}}', '{"n": NaN}', '{"n": 1e999}', f'{{"n": {"9" * 30}}}', "[]"],
    ids=["too large", "not a number", "infinite", "beyond 64 bits", "no object"],
)
async def test_settings_that_cannot_be_kept_are_refused(ann, wanted):
    reply = await ann.patch("", content='{"settings": ' + wanted + "}", headers={"content-type": "application/json"})

    assert reply.status_code == 422
    assert reply.json()["errors"][0]["pointer"] == "/body/settings"


async def test_a_change_of_an_old_copy_is_refused(ann):
    tag = (await ann.get("")).headers["etag"]
    await ann.patch("", json={"name": "First"})

    reply = await ann.patch("", json={"name": "Second"}, headers={"if-match": tag})

    assert reply.status_code == 412
    assert (await ann.get("")).json()["name"] == "First"


async def test_an_unchanged_copy_is_not_sent_again(ann):
    tag = (await ann.get("")).headers["etag"]

    assert (await ann.get("", headers={"if-none-match": tag})).status_code == 304


async def test_members_may_look_and_not_touch(bob):
    assert (await bob.get("")).status_code == 200
    assert (await bob.patch("", json={"name": "Mine"})).status_code == 403
    assert (await bob.delete("")).status_code == 403


async def test_an_organization_of_others_is_answered_as_none(stranger):
    for path in ("", "/members", "/invitations", "/api-keys", "/templates", "/audit", "/usage"):
        assert (await stranger.get(path)).status_code == 404, path
    assert (await stranger.patch("", json={"name": "Mine"})).status_code == 404
    assert (await stranger.delete("")).status_code == 404


async def test_a_deleted_organization_is_out_of_reach_with_its_keys(people, client_for, client, ann):
    key = (await ann.post("/api-keys", json={"name": "CI", "scopes": ["project:read"]})).json()["key"]

    reply = await ann.delete("")

    assert reply.status_code == 204
    assert (await ann.get("")).status_code == 404
    assert (await client_for(people.ann).get("/api/organizations")).json()["organizations"] == []
    session = await client.get("/api/auth/session", headers={"authorization": f"Bearer {key}"})
    assert session.status_code == 401
