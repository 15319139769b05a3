"""Folders form a tree; what is in a deleted one is at the root."""

from __future__ import annotations

import pytest

from openfactory.blueprints.artifacts.models import Folder
from openfactory.blueprints.artifacts.service.folders import MOST
from openfactory.core.db.statements import count_statements


async def tree(client):
    """Names and counts, nested."""
    found = (await client.get("/folders")).json()

    def shown(folders):
        return [(node["name"], node["artifactCount"], shown(node["children"])) for node in folders]

    return found["artifactCount"], shown(found["folders"])


async def test_a_folder_is_as_the_contract_says(ann, make_folder, upload):
    reply = await ann.post("/folders", json={"name": "Drawings"})
    made = reply.json()
    await upload(folderId=made["id"])

    assert reply.status_code == 201
    assert reply.headers["etag"]
    assert made == {
        "id": made["id"],
        "name": "Drawings",
        "parentId": None,
        "sortOrder": 0,
        "artifactCount": 0,
        "createdAt": made["createdAt"],
    }
    expected = {"folders": [{**made, "artifactCount": 1, "children": []}], "artifactCount": 0}
    assert (await ann.get("/folders")).json() == expected


async def test_the_tree_is_read_by_one_statement_beside_that_for_access(ann, make_folder, upload):
    top = await make_folder("A")
    for name in "BCD":
        inner = await make_folder(name, parentId=top["id"])
        await upload(folderId=inner["id"])
    await upload()

    with count_statements() as statements:
        found = await tree(ann)

    assert len(statements) == 2
    assert found == (1, [("A", 0, [("B", 1, []), ("C", 1, []), ("D", 1, [])])])


async def test_an_empty_project_has_an_empty_tree(ann):
    assert (await ann.get("/folders")).json() == {"folders": [], "artifactCount": 0}


async def test_folders_are_renamed_moved_and_put_in_order(ann, make_folder):
    made = {name: await make_folder(name) for name in "ABC"}

    renamed = await ann.patch(f"/folders/{made['A']['id']}", json={"name": "Alpha"})
    first = await ann.patch(f"/folders/{made['C']['id']}", json={"sortOrder": 0})
    below = await ann.patch(f"/folders/{made['B']['id']}", json={"parentId": made["A"]["id"]})

    assert [reply.status_code for reply in (renamed, first, below)] == [200, 200, 200]
    assert await tree(ann) == (0, [("C", 0, []), ("Alpha", 0, [("B", 0, [])])])
    await ann.patch(f"/folders/{made['B']['id']}", json={"parentId": None})
    assert await tree(ann) == (0, [("C", 0, []), ("Alpha", 0, []), ("B", 0, [])])


async def test_a_folder_is_never_inside_itself(ann, make_folder):
    top = await make_folder("A")
    inner = await make_folder("B", parentId=top["id"])

    into_child = await ann.patch(f"/folders/{top['id']}", json={"parentId": inner["id"]})
    into_itself = await ann.patch(f"/folders/{top['id']}", json={"parentId": top["id"]})

    for reply in (into_child, into_itself):
        assert (reply.status_code, reply.json()["code"]) == (409, "artifacts.folder_cycle")


async def test_folders_are_nested_twenty_deep_also_after_a_move(ann, make_folder):
    parent = None
    for number in range(20):
        parent = (await make_folder(str(number), parentId=parent))["id"] if parent else (await make_folder("0"))["id"]
    pair = await make_folder("pair")
    await make_folder("inner", parentId=pair["id"])

    deeper = await ann.post("/folders", json={"name": "deeper", "parentId": parent})
    moved = await ann.patch(f"/folders/{pair['id']}", json={"parentId": parent})

    assert (deeper.status_code, deeper.json()["code"]) == (409, "artifacts.too_deep")
    assert (moved.status_code, moved.json()["code"]) == (409, "artifacts.too_deep")


async def test_files_of_a_deleted_folder_and_of_those_below_are_at_the_root(ann, make_folder, upload):
    top = await make_folder("A")
    inner = await make_folder("B", parentId=top["id"])
    other = await make_folder("C")
    placed = [await upload(folderId=folder["id"]) for folder in (top, inner, other)]

    assert (await ann.delete(f"/folders/{top['id']}")).status_code == 204

    assert await tree(ann) == (2, [("C", 1, [])])
    found = {(await ann.get(f"/{item['id']}")).json()["folderId"] for item in placed[:2]}
    assert found == {None}
    assert (await ann.delete(f"/folders/{inner['id']}")).status_code == 404


async def test_a_project_has_so_many_folders_and_no_more(ann, project):
    folders = [Folder(project_id=project.id, name="F", sort_order=number) for number in range(MOST)]
    await Folder.across_tenants("they are this test's own").bulk_create(folders)

    reply = await ann.post("/folders", json={"name": "One more"})

    assert (reply.status_code, reply.json()["code"]) == (409, "artifacts.full")


async def test_a_stale_version_is_refused(ann, make_folder):
    folder = await make_folder()
    await ann.patch(f"/folders/{folder['id']}", json={"name": "B"})

    reply = await ann.patch(f"/folders/{folder['id']}", json={"name": "C"}, headers={"if-match": '"1-x"'})

    assert reply.status_code == 412


@pytest.mark.parametrize("body", [{"name": ""}, {"name": "A", "sortOrder": -1}, {"name": "A", "color": "red"}])
async def test_a_body_that_is_wrong_is_named(ann, body):
    reply = await ann.post("/folders", json=body)

    assert reply.status_code == 422
    assert reply.json()["errors"][0]["pointer"].startswith("/body/")
