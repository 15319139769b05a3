"""Notifications: whoever is mentioned or replied to is told, and sees only what they still may see."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from spoken import mention, saying

from openfactory.core.ids import uuid7


@pytest.fixture
def box(client_for):
    """`await box(user)`: the user's notifications."""

    async def opened(user, **query):
        reply = await client_for(user).get("/api/notifications", params=query)
        assert reply.status_code == 200, reply.text
        return reply.json()

    return opened


@pytest.fixture
def say(make_feature):
    """`await say(client, *pieces, threadId=…)`: the new comment, all about one feature."""
    subject = {}

    async def said(client, *pieces, **more):
        if not subject:
            subject.update(subjectType="feature", subjectId=(await make_feature("Engines"))["id"])
        reply = await client.post("/comments", json={**subject, "content": saying(*pieces), **more})
        assert reply.status_code == 201, reply.text
        return reply.json()

    return said


@pytest.fixture
async def eve(make, people, project, client_for):
    """A third member with her client in the project, and the other two."""
    user = await make.member(people.organization, "Eve")
    client = client_for(user, below=f"/api/projects/{project.id}")
    return SimpleNamespace(user=user, client=client, ann=people.ann, bob=people.bob)


@pytest.fixture
async def agent(make, acme, project):
    """A client in the project with an API key of Ann's."""
    key = (await acme.post("/api-keys", json={"name": "CI", "scopes": ["project:write"]})).json()["key"]
    headers = {"authorization": f"Bearer {key}"}
    async with make.client.another(headers=headers, base_url=f"http://test/api/projects/{project.id}") as client:
        yield client


def kinds(box):
    """The kinds in an opened box."""
    return [notification["kind"] for notification in box["notifications"]]


async def test_a_mentioned_member_is_told(ann, people, project, say, box):
    said = await say(ann, "Look, ", mention(people.bob))

    opened = await box(people.bob)

    (notification,) = opened["notifications"]
    assert opened["unreadCount"] == 1
    assert opened["nextCursor"] is None
    assert notification == {
        "id": notification["id"],
        "kind": "mention",
        "projectId": str(project.id),
        "subject": {"type": "feature", "id": said["subjectId"]},
        "commentId": said["id"],
        "title": "Engines",
        "excerpt": "Look, @Bob",
        "actor": {"id": str(people.ann.id), "name": "Ann", "avatarUrl": None},
        "readAt": None,
        "createdAt": notification["createdAt"],
    }


async def test_those_who_are_no_members_are_not_told(ann, people, say, box):
    said = await say(ann, mention(people.stranger), mention(people.ann))

    assert (await box(people.stranger))["notifications"] == []
    assert (await box(people.ann))["notifications"] == []
    assert (await ann.get("/events")).json()["events"][-1]["data"]["mentionedIds"] == []
    assert said["content"]["content"][0]["content"][0] == mention(people.stranger)


async def test_who_speaks_in_a_thread_hears_of_replies_once(ann, bob, eve, say, box):
    thread = await say(ann, "Why?")
    await say(bob, "So", threadId=thread["id"])
    await say(eve.client, mention(eve.ann), threadId=thread["id"])

    assert kinds(await box(eve.ann)) == ["mention", "reply"]
    assert kinds(await box(eve.bob)) == ["reply"]
    assert kinds(await box(eve.user)) == []


async def test_an_edit_tells_only_those_it_mentions_first(bob, eve, say, box):
    said = await say(bob, mention(eve.ann))

    both = saying(mention(eve.ann), mention(eve.user))
    await bob.patch(f"/comments/{said['id']}", json={"content": both})

    assert kinds(await box(eve.ann)) == ["mention"]
    assert kinds(await box(eve.user)) == ["mention"]


async def test_a_refused_comment_tells_nobody(ann, people, project, box):
    body = {"subjectType": "feature", "subjectId": str(uuid7()), "content": saying(mention(people.bob))}

    assert (await ann.post("/comments", json=body)).status_code == 404
    assert (await box(people.bob))["notifications"] == []


async def test_reading_some_leaves_the_others(ann, people, say, box, client_for):
    for _ in range(3):
        await say(ann, mention(people.bob))
    newest, *_ = (await box(people.bob))["notifications"]

    reply = await client_for(people.bob).post("/api/notifications/read", json={"ids": [newest["id"]]})

    assert reply.json() == {"unreadCount": 2}
    opened = await box(people.bob)
    assert [notification["readAt"] is None for notification in opened["notifications"]] == [False, True, True]
    assert len((await box(people.bob, unread="true"))["notifications"]) == 2


async def test_reading_all_leaves_none(ann, people, say, box, client_for):
    for _ in range(3):
        await say(ann, mention(people.bob))

    reply = await client_for(people.bob).post("/api/notifications/read", json={"all": True})

    assert reply.json() == {"unreadCount": 0}
    assert (await box(people.bob, unread="true"))["notifications"] == []


async def test_nobody_reads_for_somebody_else(ann, people, say, box, client_for):
    await say(ann, mention(people.bob))
    await say(ann, mention(people.bob))
    one, two = (await box(people.bob))["notifications"]

    foreign = await client_for(people.ann).post("/api/notifications/read", json={"ids": [one["id"]]})
    mixed = await client_for(people.bob).post("/api/notifications/read", json={"ids": [two["id"], str(uuid7())]})

    assert (foreign.status_code, mixed.status_code) == (404, 404)
    assert (await box(people.bob))["unreadCount"] == 2


@pytest.mark.parametrize("body", [{}, {"ids": []}, {"all": False}, {"ids": [str(uuid7())], "all": True}])
async def test_what_is_read_must_be_said(people, client_for, body):
    assert (await client_for(people.bob).post("/api/notifications/read", json=body)).status_code == 422


async def test_notifications_of_all_projects_come_in_pages(ann, acme, people, say, box):
    await say(ann, mention(people.bob))
    other = (await acme.post("/projects", json={"name": "Other"})).json()["id"]
    body = {"subjectType": "project", "subjectId": other, "content": saying(mention(people.bob))}
    await ann.post(f"http://test/api/projects/{other}/comments", json=body)

    first = await box(people.bob, limit=1)
    second = await box(people.bob, limit=1, cursor=first["nextCursor"])

    assert [page["notifications"][0]["title"] for page in (first, second)] == ["Other", "Engines"]
    assert second["nextCursor"] is None
    assert (first["unreadCount"], second["unreadCount"]) == (2, 2)


async def test_whoever_leaves_sees_nothing_of_the_organization(ann, acme, people, say, box):
    await say(ann, mention(people.bob))
    members = (await acme.get("/members")).json()["members"]
    membership = next(member["id"] for member in members if member["name"] == "Bob")

    await acme.delete(f"/members/{membership}")

    opened = await box(people.bob)
    assert (opened["notifications"], opened["unreadCount"]) == ([], 0)


async def test_a_deleted_project_takes_its_notifications_with_it(ann, people, say, box):
    await say(ann, mention(people.bob))

    await ann.delete("/")

    opened = await box(people.bob)
    assert (opened["notifications"], opened["unreadCount"]) == ([], 0)


async def test_an_agent_may_have_news_for_its_maker(agent, people, say, box):
    said = await say(agent, "Done, ", mention(people.ann))

    assert said["author"]["type"] == "agent"
    assert kinds(await box(people.ann)) == ["mention"]


async def test_keys_do_not_open_the_box(agent):
    assert (await agent.get("http://test/api/notifications")).status_code == 403
