"""Who finds what: only what is in the project, and only what the caller may see."""

from __future__ import annotations

import pytest

from openfactory.core import background
from openfactory.core.modules.selection import discover
from openfactory.shared.search.models import Entry


async def test_a_stranger_finds_no_project(keep, people, project, client_for):
    await keep("Engine")
    stranger = client_for(people.stranger, below=f"/api/projects/{project.id}")

    assert (await stranger.get("/search", params={"q": "engine"})).status_code == 404


async def test_nobody_signed_in_finds_nothing(client, project):
    assert (await client.get(f"/api/projects/{project.id}/search", params={"q": "engine"})).status_code == 401


async def test_other_projects_are_not_searched(keep, found, make, people, client_for, ask):
    other = await make.project(people.ann, people.organization, "Other")
    foreign = await make.project(people.stranger, people.elsewhere, "Foreign")
    await keep("Engine here", "noise")
    await keep("Engine there", "noise", project=other)
    await keep("Engine elsewhere", "noise", project=foreign)

    assert await found("engine") == ["Engine here"]
    assert await found("noise") == ["Engine here"]
    stranger = client_for(people.stranger, below=f"/api/projects/{foreign.id}")
    assert [result["title"] for result in await ask(stranger, "engine")] == ["Engine elsewhere"]


async def test_projects_whose_ids_end_alike_stay_apart(keep, found, make, people, project):
    """The index tells projects by the ends of their ids."""
    twin = await make.project(people.ann, people.organization, "Twin")
    twin.id = type(project.id)("00000000-0000-7000-8000-" + str(project.id)[-12:])
    await keep("Engine here")
    for number in range(5):
        await keep(f"Engine there {number}", project=twin)

    assert await found("engine", limit=2) == ["Engine here"]


async def test_what_needs_a_permission_is_left_out_without_it(keep, ask, ann, bob):
    await keep("Engine", kind="feature")
    await keep("Engine noise", kind="minute")

    assert len(await ask(ann, "engine")) == 2
    assert [result["entityType"] for result in await ask(bob, "engine")] == ["feature"]
    assert await ask(bob, "engine", types="minute") == []
    assert [result["entityType"] for result in await ask(bob, "engine", types="minute,feature")] == ["feature"]


async def test_an_archived_project_is_searched_as_before(keep, found, ann):
    await keep("Engine")
    await ann.post("/archive")

    assert await found("engine") == ["Engine"]


async def test_a_deleted_project_cannot_be_searched_and_its_entries_go(keep, ann, make, people, project):
    for number in range(3):
        await keep(f"Engine {number}", "noise")
    other = await make.project(people.ann, people.organization, "Other")
    survivor = await keep("Engine", project=other)

    assert (await ann.delete("/")).status_code == 204
    await background.drain()

    assert (await ann.get("/search", params={"q": "engine"})).status_code == 404
    assert [entry.entity_id for entry in await Entry.all()] == [survivor]


class TestWithoutTheModule:
    """A module that is not served: its kinds are known, and nobody has its permissions."""

    @pytest.fixture
    def installed(self):
        return discover()

    async def test_its_things_are_not_found(self, keep, found):
        await keep("Engine", kind="minute")
        await keep("Engine noise", kind="feature")

        assert await found("engine") == ["Engine noise"]
        assert await found("engine", types="minute") == []
