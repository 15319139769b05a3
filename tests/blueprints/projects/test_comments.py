"""Comments: threads about a subject, with replies, by those who see the project."""

from __future__ import annotations

import asyncio

import pytest

from openfactory.core.db.statements import count_statements
from openfactory.core.ids import uuid7
from openfactory.shared.comments import reading
from tests.blueprints.projects.conftest import saying


@pytest.fixture
async def about(make_feature):
    """What the comments are about."""
    return {"subjectType": "feature", "subjectId": (await make_feature("Engines"))["id"]}


@pytest.fixture
def say(about):
    """`await say(client, text, threadId=…)`: the new comment."""

    async def said(client, text, **more):
        reply = await client.post("/comments", json={**about, "content": saying(text), **more})
        assert reply.status_code == 201, reply.text
        return reply.json()

    return said


@pytest.fixture
def threads(about):
    """`await threads(client)`: what is said about the subject."""

    async def listed(client, **query):
        reply = await client.get("/comments", params={**about, **query})
        assert reply.status_code == 200, reply.text
        return reply.json()["comments"]

    return listed


async def test_a_comment_is_listed_as_it_was_answered(ann, bob, say, threads, people):
    said = await say(bob, "Why?", anchor={"block": 3})

    assert await threads(ann) == [{**said, "replies": [], "replyCount": 0}]
    assert said == {
        "id": said["id"],
        "subjectType": "feature",
        "subjectId": said["subjectId"],
        "threadId": None,
        "content": saying("Why?"),
        "anchor": {"block": 3},
        "author": {"id": str(people.bob.id), "name": "Bob", "avatarUrl": None, "type": "user"},
        "createdAt": said["createdAt"],
        "editedAt": None,
        "resolvedAt": None,
        "resolvedBy": None,
        "deletedAt": None,
    }


async def test_replies_stand_in_their_thread_in_order(ann, bob, say, threads):
    first, second = await say(ann, "One"), await say(ann, "Two")
    replies = [await say(bob, text, threadId=first["id"]) for text in ("A", "B")]
    late = await say(ann, "C", threadId=second["id"])

    listed = await threads(ann)

    assert [thread["id"] for thread in listed] == [first["id"], second["id"]]
    assert listed[0]["replies"] == replies
    assert listed[1]["replies"] == [late]
    assert [thread["replyCount"] for thread in listed] == [2, 1]


async def test_a_long_thread_is_read_by_itself(ann, say, threads):
    thread = await say(ann, "Long")
    for number in range(reading.FIRST_REPLIES + 2):
        await say(ann, str(number), threadId=thread["id"])

    (listed,) = await threads(ann)
    everything = await threads(ann, threadId=thread["id"], limit=50)

    assert listed["replyCount"] == reading.FIRST_REPLIES + 2
    assert len(listed["replies"]) == reading.FIRST_REPLIES
    assert [reply["id"] for reply in everything] == [reply["id"] for reply in listed["replies"]]


async def test_pages_of_threads_bring_each_its_own_replies(ann, about, say):
    for number in range(5):
        thread = await say(ann, f"T{number}")
        await say(ann, f"R{number}", threadId=thread["id"])
    seen, cursor = [], {}
    while cursor is not None:
        page = (await ann.get("/comments", params={**about, "limit": 2, **cursor})).json()
        seen += [(each["content"], *(reply["content"] for reply in each["replies"])) for each in page["comments"]]
        cursor = {"cursor": page["nextCursor"]} if page["nextCursor"] else None

    assert seen == [(saying(f"T{number}"), saying(f"R{number}")) for number in range(5)]


async def test_the_number_of_statements_does_not_grow_with_the_list(ann, say, threads):
    for _ in range(4):
        thread = await say(ann, "T")
        await say(ann, "R", threadId=thread["id"])

    with count_statements() as statements:
        await threads(ann)

    assert len(statements) == 4  # access, subject, threads, replies


async def test_a_reply_to_a_reply_is_refused(ann, about, say):
    thread = await say(ann, "One")
    reply = await say(ann, "Two", threadId=thread["id"])

    refused = await ann.post("/comments", json={**about, "content": saying("3"), "threadId": reply["id"]})

    assert (refused.status_code, refused.json()["code"]) == (409, "comments.not_a_thread")


async def test_a_reply_is_about_what_its_thread_is_about(ann, say, make_feature):
    thread, other = await say(ann, "One"), await make_feature("Guidance")
    about = {"subjectType": "feature", "subjectId": other["id"]}

    refused = await ann.post("/comments", json={**about, "threadId": thread["id"], "content": saying("x")})

    assert refused.status_code == 422
    assert refused.json()["errors"][0]["pointer"] == "/body/subjectId"


async def test_the_project_itself_is_a_subject(ann, bob, project):
    about = {"subjectType": "project", "subjectId": str(project.id)}

    said = await bob.post("/comments", json={**about, "content": saying("Hello")})

    assert said.status_code == 201
    assert len((await ann.get("/comments", params=about)).json()["comments"]) == 1


async def test_what_is_not_in_the_project_is_no_subject(ann, make, people, client_for):
    other = await make.project(people.ann, people.organization, "Other")
    there = client_for(people.ann, below=f"/api/projects/{other.id}")
    foreign = (await there.post("/features", json={"name": "Foreign"})).json()["id"]

    for kind, subject_id in (("feature", foreign), ("feature", str(uuid7())), ("project", str(other.id))):
        about = {"subjectType": kind, "subjectId": subject_id}
        assert (await ann.get("/comments", params=about)).status_code == 404
        assert (await ann.post("/comments", json={**about, "content": saying("x")})).status_code == 404


async def test_an_unknown_kind_of_subject_is_refused_with_those_there_are(ann):
    about = {"subjectType": "rumour", "subjectId": str(uuid7())}

    reply = await ann.post("/comments", json={**about, "content": saying("x")})

    assert reply.status_code == 422
    fault = reply.json()["errors"][0]
    assert fault["pointer"] == "/body/subjectType"
    assert "feature" in fault["message"]


async def test_only_the_author_edits(ann, bob, say, threads):
    said = await say(bob, "Why?")

    refused = await ann.patch(f"/comments/{said['id']}", json={"content": saying("Because")})
    edited = await bob.patch(f"/comments/{said['id']}", json={"content": saying("How?")})

    assert (refused.status_code, refused.json()["code"]) == (403, "comments.not_yours")
    assert edited.json()["content"] == saying("How?")
    assert edited.json()["editedAt"].endswith("Z")
    assert (await threads(ann))[0]["content"] == saying("How?")


async def test_an_edit_over_an_edit_is_refused(bob, say):
    path = f"/comments/{(await say(bob, 'Why?'))['id']}"
    first = await bob.patch(path, json={"content": saying("How?")})
    second = await bob.patch(path, json={"content": saying("When?")})

    stale = {"if-match": first.headers["etag"]}
    assert (await bob.patch(path, json={"content": saying("x")}, headers=stale)).status_code == 412
    current = {"if-match": second.headers["etag"]}
    assert (await bob.patch(path, json={"content": saying("x")}, headers=current)).status_code == 200


async def test_an_admin_deletes_anybodys_and_a_member_their_own(ann, bob, say, threads):
    anns, bobs, moderated = await say(ann, "A"), await say(bob, "B"), await say(bob, "C")

    assert (await bob.delete(f"/comments/{anns['id']}")).status_code == 403
    assert (await bob.delete(f"/comments/{bobs['id']}")).status_code == 204
    assert (await ann.delete(f"/comments/{moderated['id']}")).status_code == 204
    assert (await bob.delete(f"/comments/{bobs['id']}")).status_code == 404
    assert [thread["id"] for thread in await threads(ann)] == [anns["id"]]


async def test_a_thread_goes_on_without_the_comment_that_opened_it(ann, bob, say, threads):
    thread = await say(bob, "Secret")
    reply = await say(ann, "Careful", threadId=thread["id"])
    await bob.delete(f"/comments/{thread['id']}")

    (left,) = await threads(ann)
    assert (left["content"], left["author"], left["anchor"]) == (None, None, None)
    assert left["deletedAt"].endswith("Z")
    assert left["replies"] == [reply]
    assert (await say(bob, "Sorry", threadId=thread["id"]))["threadId"] == thread["id"]
    for each in (await threads(ann))[0]["replies"]:
        await ann.delete(f"/comments/{each['id']}")
    assert await threads(ann) == []


async def test_resolving_settles_the_thread_and_is_said_once(ann, bob, say, threads, people):
    thread = await say(ann, "Why?")
    reply = await say(bob, "So", threadId=thread["id"])

    resolved = await bob.post(f"/comments/{reply['id']}/resolve")
    await bob.post(f"/comments/{thread['id']}/resolve")

    assert resolved.json()["id"] == thread["id"]
    assert resolved.json()["resolvedBy"] == {"id": str(people.bob.id), "name": "Bob"}
    assert [each["id"] for each in await threads(ann, resolved="true")] == [thread["id"]]
    assert await threads(ann, resolved="false") == []
    actions = [each["action"] for each in (await ann.get("/activity")).json()["activities"]]
    assert actions[:3] == ["resolved", "created", "created"]
    reopened = await ann.post(f"/comments/{thread['id']}/reopen")
    assert (reopened.json()["resolvedAt"], reopened.json()["resolvedBy"]) == (None, None)


async def test_events_say_what_is_commented_on(ann, about, say):
    thread = await say(ann, "Why?")
    reply = await say(ann, "So", threadId=thread["id"])

    event = (await ann.get("/events")).json()["events"][-1]

    assert event["name"] == "comments.comment.created"
    assert event["entityId"] == reply["id"]
    assert event["data"] == {
        "commentId": reply["id"],
        "threadId": thread["id"],
        **about,
        "excerpt": "So",
        "mentionedIds": [],
    }


async def test_comments_go_out_of_sight_with_their_subject(ann, about, say):
    said = await say(ann, "Why?")
    await ann.delete(f"/features/{about['subjectId']}")

    assert (await ann.get("/comments", params=about)).status_code == 404
    assert (await ann.patch(f"/comments/{said['id']}", json={"content": saying("x")})).status_code == 404


async def test_many_replies_at_once_are_all_kept(ann, bob, say, threads):
    thread = await say(ann, "Go")

    await asyncio.gather(*(say(client, "R", threadId=thread["id"]) for client in (ann, bob) * 5))

    assert (await threads(ann))[0]["replyCount"] == 10


async def test_strangers_neither_read_nor_write(stranger, about):
    assert (await stranger.get("/comments", params=about)).status_code == 404
    assert (await stranger.post("/comments", json={**about, "content": saying("x")})).status_code == 404
