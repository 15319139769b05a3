"""Artifacts beside everything else: the log, comments, rights, counters, other modules."""

from __future__ import annotations

import io

import pytest

from openfactory.blueprints.artifacts import api
from openfactory.core.errors import NotFound
from openfactory.core.http.context import Context
from openfactory.core.storage import open_storage


async def test_what_is_done_is_told(ann, inside, upload, make_folder, jobs):
    folder = await make_folder("A")
    await ann.patch(f"/folders/{folder['id']}", json={"name": "B"})
    made = await upload()
    await ann.patch(f"/{made['id']}", json={"folderId": folder["id"]})
    await jobs.run()
    await ann.delete(f"/{made['id']}")
    await ann.delete(f"/folders/{folder['id']}")

    events = (await inside.get("/events")).json()["events"]

    told = [(event["name"], event["changes"]) for event in events if event["name"].startswith("artifacts.")]
    assert told == [
        ("artifacts.folder.created", None),
        ("artifacts.folder.changed", {"name": {"old": "A", "new": "B"}}),
        ("artifacts.artifact.created", None),
        ("artifacts.artifact.changed", {"folderId": {"old": None, "new": folder["id"]}}),
        ("artifacts.artifact.processed", None),
        ("artifacts.artifact.deleted", None),
        ("artifacts.folder.deleted", None),
    ]
    created = next(event for event in events if event["name"] == "artifacts.artifact.created")
    assert created["entityId"] == made["id"]
    assert created["data"]["sha256"] == made["sha256"]


async def test_a_project_counts_its_artifacts(ann, inside, upload):
    made = [await upload() for _ in range(3)]
    await ann.delete(f"/{made[0]['id']}")

    assert (await inside.get("/")).json()["stats"]["artifactCount"] == 2


async def test_an_artifact_can_be_talked_about(inside, upload):
    made = await upload()
    text = {"type": "doc", "content": [{"type": "paragraph", "content": [{"type": "text", "text": "Why?"}]}]}

    reply = await inside.post("/comments", json={"subjectType": "artifact", "subjectId": made["id"], "content": text})

    assert reply.status_code == 201, reply.text


async def test_a_member_may_all_of_it(bob, upload):
    made = await upload()

    assert (await bob.post("", files={"file": ("a.txt", b"x")})).status_code == 201
    assert (await bob.get(f"/{made['id']}/download")).status_code == 200
    assert (await bob.delete(f"/{made['id']}")).status_code == 204


@pytest.mark.parametrize(("scope", "writes"), [("project:read", 403), ("project:write", 201)])
async def test_an_api_key_does_what_its_scope_says(make, people, project, client, upload, scope, writes):
    made = await upload()
    path = f"/api/projects/{project.id}/artifacts"
    owner = make.client_for(people.ann)
    reply = await owner.post(
        f"/api/organizations/{people.organization.id}/api-keys", json={"name": "K", "scopes": [scope]}
    )
    headers = {"authorization": f"Bearer {reply.json()['key']}"}

    read = await client.get(f"{path}/{made['id']}/download", headers=headers)
    written = await client.post(path, files={"file": ("a.txt", b"x")}, headers=headers)

    assert (read.status_code, written.status_code) == (200, writes)


async def test_other_modules_store_and_read_files(make, people, project, settings, jobs, ann):
    access = make.access(people.ann, organization_id=people.organization.id, project_id=project.id)
    context = Context(settings=settings, storage=open_storage(settings))

    made = await api.store_artifact(access, context, io.BytesIO(b"# Plan"), file_name="plan.md", name="Plan")
    await jobs.run()

    content = await api.open_artifact(access, made["id"], context)
    assert await content.read(2, 4) == b"Plan"
    assert await api.open_text(access, made["id"]) == ("# Plan", False)
    rows, following = await api.list_artifacts(access, api.ArtifactQuery())
    assert ([row["name"] for row in rows], following) == (["Plan"], None)
    with pytest.raises(NotFound):
        await api.open_text(access, project.id)
