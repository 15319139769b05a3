"""Threads: replies to a comment, settled together."""

from __future__ import annotations

import asyncio

from spoken import saying

from openfactory.core.db.statements import count_statements
from openfactory.shared.comments import reading


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


async def test_many_replies_at_once_are_all_kept(ann, bob, say, threads):
    thread = await say(ann, "Go")

    await asyncio.gather(*(say(client, "R", threadId=thread["id"]) for client in (ann, bob) * 5))

    assert (await threads(ann))[0]["replyCount"] == 10
