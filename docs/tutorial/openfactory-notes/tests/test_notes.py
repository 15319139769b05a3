"""Notes are kept in projects, and are nobody else's."""

from __future__ import annotations

import pytest
from openfactory.testing import specimens
from openfactory.testing.factories import specimen
from openfactory.testing.tenancy import Probe

from openfactory_notes import service
from openfactory_notes.schemas import WriteNote


@specimen("note")
async def note(factory, place):
    """For the tenancy probe: how a note is made."""
    return (await service.write_note(place.access, WriteNote(text="A note"), most=1000)).id


@pytest.fixture
async def project(make, people):
    return await make.project(people.ann, people.organization)


@pytest.fixture
def bob(make, people, project):
    """A member of the organization, at the project's own URLs."""
    return make.client_for(people.bob, below=f"/api/projects/{project.id}")


async def test_a_note_is_kept_and_listed(bob):
    written = await bob.post("/notes", json={"text": "Check the valve"})

    assert written.status_code == 201
    assert (await bob.get(f"/notes/{written.json()['id']}")).json() == written.json()
    assert (await bob.get("/notes")).json() == {"notes": [written.json()], "nextCursor": None}


async def test_a_long_list_comes_in_pages(bob):
    for number in range(3):
        await bob.post("/notes", json={"text": f"Note {number}"})

    first = (await bob.get("/notes", params={"limit": 2})).json()
    second = (await bob.get("/notes", params={"limit": 2, "cursor": first["nextCursor"]})).json()

    assert [note["text"] for note in first["notes"] + second["notes"]] == ["Note 2", "Note 1", "Note 0"]


async def test_a_change_is_in_the_activity_with_old_and_new(bob):
    feature = (await bob.post("/features", json={"name": "Engine"})).json()["id"]
    note = (await bob.post("/notes", json={"text": "Check"})).json()["id"]

    await bob.patch(f"/notes/{note}", json={"text": "Checked", "featureId": feature})

    changed = (await bob.get("/activity", params={"entityType": "note"})).json()["activities"][0]
    assert changed["action"] == "changed"
    assert changed["changes"] == {
        "featureId": {"old": None, "new": feature},
        "text": {"old": "Check", "new": "Checked"},
    }


async def test_a_change_of_an_old_version_is_refused(bob):
    written = await bob.post("/notes", json={"text": "Check"})
    path, version = f"/notes/{written.json()['id']}", {"if-match": written.headers["etag"]}
    await bob.patch(path, json={"text": "Checked"}, headers=version)

    late = await bob.patch(path, json={"text": "Forget it"}, headers=version)

    assert late.status_code == 412


async def test_a_deleted_note_is_gone(bob):
    path = f"/notes/{(await bob.post('/notes', json={'text': 'Check'})).json()['id']}"

    assert (await bob.delete(path)).status_code == 204

    assert (await bob.get(path)).status_code == 404
    assert (await bob.get("/notes")).json()["notes"] == []


async def test_an_archived_project_takes_no_notes(bob, make, people, project):
    ann = make.client_for(people.ann, below=f"/api/projects/{project.id}")
    await ann.post("/archive")

    reply = await bob.post("/notes", json={"text": "Too late"})

    assert (reply.status_code, reply.json()["code"]) == (409, "projects.archived")


class TestOfTheLimit:
    @pytest.fixture
    def overrides(self):
        return {"notes": {"most": 1}}

    async def test_there_are_no_more_notes_than_the_settings_allow(self, bob):
        await bob.post("/notes", json={"text": "One"})

        reply = await bob.post("/notes", json={"text": "Two"})

        assert (reply.status_code, reply.json()["code"]) == (409, "notes.limit")


async def test_no_route_opens_a_door_to_a_stranger(make, client):
    assert specimens  # makers of the built-in kinds, such as features
    operations = [operation for operation in client.app.ctx.openfactory.operations if operation.module == "notes"]
    document = (await client.get("/openapi.json")).json()

    assert await Probe(make, operations, document).findings() == []
