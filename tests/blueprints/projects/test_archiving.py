"""An archived project can be read, unarchived and deleted; nothing in it can be changed."""

from __future__ import annotations

import pytest
from spoken import saying

from openfactory.testing import specimens
from openfactory.testing.factories import Place
from openfactory.testing.tenancy import Probe

CHANGES_OF_THE_PROJECT_ITSELF = {"archive_project", "unarchive_project", "delete_project"}
CHANGES_NOTHING = {"review_document", "review_blueprint", "test_integration"}


async def test_only_admins_archive(ann, bob):
    assert (await bob.post("/archive")).status_code == 403
    archived = await ann.post("/archive")
    again = await ann.post("/archive")

    assert archived.json()["archivedAt"].endswith("Z")
    assert again.json() == archived.json()


async def test_an_archived_project_is_read_as_before(ann, bob, make_feature):
    await make_feature("Engines")
    await ann.post("/archive")

    for path in ("/", "/features", "/activity", "/events"):
        assert (await bob.get(path)).status_code == 200


async def test_nothing_in_it_changes_until_it_is_unarchived(ann, bob, make_feature):
    feature = await make_feature("Engines")
    about = {"subjectType": "feature", "subjectId": feature["id"], "content": saying("Why?")}
    comment = (await bob.post("/comments", json=about)).json()["id"]
    await ann.post("/archive")
    seen = (await ann.get("/events")).json()

    replies = [
        await ann.patch("/", json={"name": "Saturn"}),
        await ann.patch("/", json={"settings": {}}),
        await bob.post("/features", json={"name": "Pump"}),
        await bob.patch(f"/features/{feature['id']}", json={"name": "Motors"}),
        await bob.delete(f"/features/{feature['id']}"),
        await bob.post("/comments", json=about),
        await bob.patch(f"/comments/{comment}", json={"content": saying("How?")}),
        await bob.delete(f"/comments/{comment}"),
        await bob.post(f"/comments/{comment}/resolve"),
    ]

    assert [reply.status_code for reply in replies] == [409] * 9
    assert {reply.json()["code"] for reply in replies} == {"projects.archived"}
    assert (await ann.get("/events")).json() == seen
    assert (await ann.post("/unarchive")).json()["archivedAt"] is None
    assert (await bob.patch(f"/features/{feature['id']}", json={"name": "Motors"})).status_code == 200


async def test_it_can_be_deleted(ann):
    await ann.post("/archive")

    assert (await ann.delete("/")).status_code == 204


@pytest.mark.timeout(600)
async def test_no_route_of_any_module_changes_an_archived_project(make, people):
    """Read from the route table, so it holds for modules to come."""
    assert specimens  # registered by its import
    operations = make.client.app.ctx.openfactory.operations
    inside = [
        operation
        for operation in operations
        if operation.place.name == "project"
        and operation.method != "GET"
        and operation.endpoint.name not in CHANGES_OF_THE_PROJECT_ITSELF | CHANGES_NOTHING
    ]
    probe = Probe(make, list(operations), {"components": {"schemas": {}}})
    answers = {}
    for operation in inside:
        project = await make.project(people.ann, people.organization)
        access = make.access(people.ann, organization_id=people.organization.id, project_id=project.id)
        call = await probe.call(operation, Place(access, people.ann, people.organization, project.id))
        ann = make.client_for(people.ann)
        await ann.post(f"/api/projects/{project.id}/archive")
        reply = await ann.request(call.method, call.path, params=call.query, json=call.body)
        answers[f"{operation.method} {operation.path}"] = reply.json().get("code") if reply.content else None

    assert len(answers) >= 9
    assert {where: code for where, code in answers.items() if code != "projects.archived"} == {}
