"""Artifacts are listed the newest first, by folder, type and words."""

from __future__ import annotations

import pytest

from openfactory.core.db.statements import count_statements


async def names(client, **query):
    """Names in the list's order."""
    reply = await client.get("", params=query)
    assert reply.status_code == 200, reply.text
    return [item["name"] for item in reply.json()["artifacts"]]


@pytest.fixture
async def some(upload, make_folder, jobs):
    """A folder with two files, and two at the root."""
    folder = await make_folder()
    await upload(b"The engine burns kerosene", "engine.txt", folderId=folder["id"])
    await upload(b"# Tanks\n\nKerosene and oxygen", "tanks.md", folderId=folder["id"])
    await upload(b"a,b\n1,2", "engine data.csv")
    await upload(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(50), "photo.png")
    await jobs.run()
    return folder


async def test_filters_narrow_the_list(ann, some):
    assert await names(ann) == ["photo.png", "engine data.csv", "tanks.md", "engine.txt"]
    assert await names(ann, folderId=some["id"]) == ["tanks.md", "engine.txt"]
    assert await names(ann, folderId="root") == ["photo.png", "engine data.csv"]
    assert await names(ann, mimeType="text/markdown") == ["tanks.md"]
    assert await names(ann, mimeType="TEXT/*") == ["engine data.csv", "tanks.md", "engine.txt"]
    assert await names(ann, mimeType="text/*", folderId=some["id"]) == ["tanks.md", "engine.txt"]
    assert await names(ann, mimeType="te/*") == []


async def test_search_looks_at_names_and_texts(ann, some):
    assert await names(ann, search="kero") == ["tanks.md", "engine.txt"]
    assert await names(ann, search="ENGINE") == ["engine data.csv", "engine.txt"]
    assert await names(ann, search="engine kerosene") == ["engine.txt"]
    assert await names(ann, search="engine", folderId="root") == ["engine data.csv"]
    assert await names(ann, search="kerosene", mimeType="text/markdown", folderId=some["id"]) == ["tanks.md"]
    assert await names(ann, search="...") == []


@pytest.mark.parametrize("search", ['"', "'", "%", "\\", ") OR (", "a* NEAR b", "{found}", "x" * 200])
async def test_any_search_is_harmless(ann, some, search):
    assert await names(ann, search=search) == []


@pytest.mark.parametrize("more", [{}, {"folderId": "root"}, {"mimeType": "text/*"}, {"search": "engine"}])
async def test_a_list_is_one_statement_beside_that_for_access(ann, some, more):
    for folder in ({}, {"folderId": some["id"]}):
        with count_statements() as statements:
            await ann.get("", params={**folder, **more})
        assert len(statements) == 2


@pytest.mark.parametrize("more", [{}, {"search": "file"}])
async def test_pages_are_stable_while_files_come(ann, upload, more):
    for number in range(5):
        await upload(file_name=f"file {number}")
    seen, cursor = [], {}
    while True:
        page = (await ann.get("", params={"limit": 2, **cursor, **more})).json()
        seen += [item["name"] for item in page["artifacts"]]
        await upload(file_name="file new")
        if page["nextCursor"] is None:
            break
        cursor = {"cursor": page["nextCursor"]}

    assert seen == [f"file {number}" for number in (4, 3, 2, 1, 0)]


@pytest.mark.parametrize("more", [{}, {"search": "file"}, {"search": "."}])
async def test_another_projects_folder_is_not_found(ann, people, make, client_for, more):
    other = await make.project(people.ann, people.organization, "Other")
    theirs = client_for(people.ann, below=f"/api/projects/{other.id}/artifacts")
    folder = (await theirs.post("/folders", json={"name": "F"})).json()

    reply = await ann.get("", params={"folderId": folder["id"], **more})

    assert reply.status_code == 404


@pytest.mark.parametrize("query", [{"mimeType": "text"}, {"folderId": "top"}, {"cursor": "x"}, {"limit": 101}])
async def test_a_query_that_is_wrong_is_named(ann, query):
    reply = await ann.get("", params=query)

    assert reply.status_code == 422
    assert reply.json()["errors"][0]["pointer"].startswith(f"/query/{next(iter(query))}")
