"""Comments: said about a subject by those who see the project, changed and deleted by their authors."""

from __future__ import annotations

from spoken import saying

from openfactory.core.ids import uuid7


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


async def test_strangers_neither_read_nor_write(stranger, about):
    assert (await stranger.get("/comments", params=about)).status_code == 404
    assert (await stranger.post("/comments", json={**about, "content": saying("x")})).status_code == 404
