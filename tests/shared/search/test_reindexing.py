"""Entries are made again from the things themselves, whatever has become of them."""

from __future__ import annotations

import asyncio

import pytest

from openfactory.core.access import Access
from openfactory.core.db.queries import Query
from openfactory.core.ids import uuid7
from openfactory.shared.search import reindexing
from openfactory.shared.search.reindexing import reindex
from openfactory.shared.search.service import put

LOSE = Query("search.test_lose", "DELETE FROM search_entries WHERE project_id = :project_id")
SPOIL = Query("search.test_spoil", "UPDATE search_entries SET title = 'wrong' WHERE project_id = :project_id")
SHOWN = Query(
    "search.test_entries",
    "SELECT kind, entity_id, title, body FROM search_entries WHERE project_id = :project_id ORDER BY kind, entity_id",
)
TEXT = {"type": "paragraph", "content": [{"type": "text", "text": "They hold the fuel."}]}


@pytest.fixture
def place(people, project):
    return Access.system(organization_id=people.organization.id, project_id=project.id)


@pytest.fixture(autouse=True)
def small_batches(monkeypatch):
    monkeypatch.setattr(reindexing, "BATCH", 3)


@pytest.fixture
async def filled(ann, project, jobs):
    """Eight features, and one of each other kind; `await filled()` gives all entries."""
    for number in range(8):
        assert (await ann.post("/features", json={"name": f"Stage {number}"})).status_code == 201
    document = {"type": "technical_requirements", "title": "Engines", "markdown": "The pump turns."}
    reply = await ann.post("/refinery/documents", json=document)
    assert reply.status_code == 201, reply.text

    order = {"title": "Tanks", "description": {"type": "doc", "content": [TEXT]}}
    assert (await ann.post("/planner/work-orders", json=order)).status_code == 201
    feedback = {"description": "The pump is loud."}
    assert (await ann.post("/validator/feedback", json=feedback)).status_code == 201
    assert (await ann.post("/artifacts/", files={"file": ("a.md", b"# The pump")})).status_code == 201
    await jobs.run()

    async def entries():
        return await SHOWN.rows(project_id=project.id)

    assert {row["kind"] for row in await entries()} == {"feature", "document", "work_order", "feedback", "artifact"}
    return entries


async def test_lost_wrong_and_left_over_entries_are_mended(filled, place, people, make, project):
    right = await filled()
    other = await make.project(people.ann, people.organization, "Other")
    elsewhere = Access.system(organization_id=people.organization.id, project_id=other.id)
    await put(elsewhere, "feature", uuid7(), "of another project")

    await LOSE.run(project_id=project.id)
    counts = await reindex(place)
    assert await filled() == right
    assert counts["feature"] == 8

    await SPOIL.run(project_id=project.id)
    for _ in range(7):
        await put(place, "feature", uuid7(), "gone long ago")
    await reindex(place)
    assert await filled() == right
    assert len(await SHOWN.rows(project_id=other.id)) == 1


async def test_changes_meanwhile_are_not_lost(ann, filled, place):
    features = (await ann.get("/features")).json()["features"]

    async def rename() -> None:
        for feature in features:
            reply = await ann.patch(f"/features/{feature['id']}", json={"name": f"New {feature['name']}"})
            assert reply.status_code == 200

    await asyncio.gather(rename(), *(reindex(place) for _ in range(3)))

    titles = [row["title"] for row in await filled() if row["kind"] == "feature"]
    assert len(titles) == 8
    assert all(title.startswith("New ") for title in titles)
