"""Members: roles, leaving, and the last admin."""

from __future__ import annotations

import asyncio

from reading import member_ids


async def test_members_are_listed_with_what_others_may_know(people, bob):
    members = (await bob.get("/members")).json()["members"]

    assert [(member["name"], member["role"]) for member in members] == [("Ann", "admin"), ("Bob", "member")]
    assert set(members[0]) == {"id", "userId", "email", "name", "avatarUrl", "role", "joinedAt"}
    assert members[0]["userId"] == str(people.ann.id)


async def test_pages_of_members_miss_nobody(make, people, ann):
    for number in range(5):
        await make.member(people.organization, f"Member {number}")

    first = (await ann.get("/members", params={"limit": 4})).json()
    second = (await ann.get("/members", params={"limit": 4, "cursor": first["nextCursor"]})).json()

    names = [member["name"] for member in first["members"] + second["members"]]
    assert names == ["Ann", "Bob", *(f"Member {number}" for number in range(5))]
    assert second["nextCursor"] is None


async def test_a_new_role_holds_at_once(ann, bob):
    ids = await member_ids(ann)

    changed = await ann.patch(f"/members/{ids['Bob']}", json={"role": "admin"})

    assert (changed.status_code, changed.json()["role"], changed.json()["name"]) == (200, "admin", "Bob")
    assert (await bob.patch("", json={"name": "Bob's"})).status_code == 200


async def test_the_last_admin_can_neither_step_down_nor_leave(ann):
    ids = await member_ids(ann)

    demoted = await ann.patch(f"/members/{ids['Ann']}", json={"role": "member"})
    left = await ann.delete(f"/members/{ids['Ann']}")

    assert (demoted.status_code, demoted.json()["code"]) == (409, "organizations.last_admin")
    assert (left.status_code, left.json()["code"]) == (409, "organizations.last_admin")


async def test_two_admins_who_step_down_at_the_same_moment_leave_one(ann, bob):
    ids = await member_ids(ann)
    await ann.patch(f"/members/{ids['Bob']}", json={"role": "admin"})

    replies = await asyncio.gather(
        ann.patch(f"/members/{ids['Ann']}", json={"role": "member"}), bob.delete(f"/members/{ids['Bob']}")
    )

    assert sorted(reply.status_code for reply in replies) in ([200, 409], [204, 409])
    members = (await ann.get("/members")).json()["members"]
    assert [member["role"] for member in members].count("admin") == 1


async def test_a_member_may_leave_and_is_a_stranger_then(ann, bob):
    ids = await member_ids(ann)

    left = await bob.delete(f"/members/{ids['Bob']}")

    assert left.status_code == 204
    assert (await bob.get("")).status_code == 404
    assert list(await member_ids(ann)) == ["Ann"]


async def test_a_member_removes_nobody_else_and_changes_no_role(make, people, ann, bob):
    await make.member(people.organization, "Carol")
    ids = await member_ids(ann)

    assert (await bob.delete(f"/members/{ids['Carol']}")).status_code == 403
    assert (await bob.patch(f"/members/{ids['Bob']}", json={"role": "admin"})).status_code == 403
    assert len(await member_ids(ann)) == 3


async def test_a_membership_of_another_organization_is_answered_as_none(people, client_for, ann):
    elsewhere = client_for(people.stranger, below=f"/api/organizations/{people.elsewhere.id}")
    foreign = (await member_ids(elsewhere))["Stranger"]

    assert (await ann.patch(f"/members/{foreign}", json={"role": "admin"})).status_code == 404
    assert (await ann.delete(f"/members/{foreign}")).status_code == 404
    assert await member_ids(elsewhere) == {"Stranger": foreign}


async def test_a_role_changed_meanwhile_is_not_overwritten(ann):
    ids = await member_ids(ann)
    tag = (await ann.patch(f"/members/{ids['Bob']}", json={"role": "admin"})).headers["etag"]
    await ann.patch(f"/members/{ids['Bob']}", json={"role": "member"})

    reply = await ann.patch(f"/members/{ids['Bob']}", json={"role": "admin"}, headers={"if-match": tag})

    assert reply.status_code == 412
