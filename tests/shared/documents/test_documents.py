"""Documents: made, listed, read, changed, deleted and restored."""

from __future__ import annotations

import asyncio

import pytest
from written import content, titles

from openfactory.core.db.statements import count_statements


async def test_a_document_says_what_the_contract_says(ann, people, write):
    document = await write("The  product", "Why?")

    assert document["createdAt"].endswith("Z")
    assert {**document, "createdAt": "", "updatedAt": "", "id": ""} == {
        "id": "",
        "type": "product_overview",
        "title": "The product",
        "slug": "the-product",
        "featureId": None,
        "featureName": None,
        "sortOrder": 0,
        "version": 2,
        "createdBy": {"id": str(people.ann.id), "name": "Ann"},
        "createdAt": "",
        "updatedAt": "",
        "content": content("Why?"),
        "diagramSource": None,
    }
    assert (await ann.get(f"/refinery/documents/{document['id']}")).json() == document


async def test_a_list_has_no_texts(ann, write):
    document = await write()

    (row,) = (await ann.get("/refinery/documents")).json()["documents"]

    assert row == {name: value for name, value in document.items() if name not in ("content", "diagramSource")}


async def test_a_list_and_a_document_take_one_statement_each_beside_that_for_access(ann, write):
    document = await write()
    for number in range(5):
        await write(f"More {number}")

    with count_statements() as listed:
        await ann.get("/refinery/documents")
    with count_statements() as read:
        await ann.get(f"/refinery/documents/{document['id']}")

    assert (len(listed), len(read)) == (2, 2)


async def test_pages_are_stable_while_documents_are_made(ann, write):
    for number in range(5):
        await write(f"D{number}")

    first = (await ann.get("/refinery/documents", params={"limit": 2})).json()
    await write("Late")
    second = (await ann.get("/refinery/documents", params={"limit": 9, "cursor": first["nextCursor"]})).json()

    found = [row["title"] for row in first["documents"] + second["documents"]]
    assert found == ["D0", "D1", "D2", "D3", "D4", "Late"]
    assert second["nextCursor"] is None


async def test_filters(ann, write, make_feature):
    login, search = await make_feature("Login"), await make_feature("Search")
    await write("Overview")
    await write("Limits", type="technical_requirements")
    await write("Login", type="feature_requirements", featureId=login["id"])
    await write("Search", type="feature_requirements", featureId=search["id"])

    assert await titles(ann, type="technical_requirements") == ["Limits"]
    assert await titles(ann, featureId=login["id"]) == ["Login"]
    unknown = await ann.get("/refinery/documents", params={"type": "foundation_blueprint"})
    assert unknown.status_code == 422
    assert unknown.json()["errors"][0]["pointer"] == "/query/type"


async def test_a_place_in_the_order_is_made_free(ann, write):
    first, second, third = [await write(title) for title in ("A", "B", "C")]

    reply = await ann.patch(f"/refinery/documents/{third['id']}", json={"sortOrder": 0})

    assert reply.json()["sortOrder"] == 0
    assert await titles(ann) == ["C", "A", "B"]
    assert first["sortOrder"] < second["sortOrder"]


async def test_a_feature_has_one_document_of_each_kind(ann, write, make_feature):
    feature = await make_feature("Login")
    document = await write("Login", type="feature_requirements", featureId=feature["id"])
    body = {"type": "feature_requirements", "title": "Again", "featureId": feature["id"]}

    again = await ann.post("/refinery/documents", json=body)
    await ann.delete(f"/refinery/documents/{document['id']}")
    after = await ann.post("/refinery/documents", json=body)
    restored = await ann.post(f"/refinery/documents/{document['id']}/restore")

    assert document["featureName"] == "Login"
    assert (again.status_code, again.json()["code"]) == (409, "documents.feature_taken")
    assert after.status_code == 201
    assert (restored.status_code, restored.json()["code"]) == (409, "documents.feature_taken")


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"type": "feature_requirements", "title": "X"}, "/body/featureId"),
        ({"type": "novel", "title": "X"}, "/body/type"),
        ({"type": "product_overview", "title": ""}, "/body/title"),
        ({"type": "product_overview", "title": "X", "diagramSource": "a"}, "/body/diagramSource"),
        ({"type": "product_overview", "title": "X", "content": {"type": "doc"}, "markdown": "x"}, "/body"),
        ({"type": "product_overview", "title": "X", "content": {"type": "page"}}, "/body/content"),
        ({"type": "product_overview", "title": "X", "author": "me"}, "/body/author"),
    ],
)
async def test_what_is_wrong_with_a_new_document_is_said(ann, body, pointer):
    reply = await ann.post("/refinery/documents", json=body)

    assert reply.status_code == 422
    assert [error["pointer"] for error in reply.json()["errors"]] == [pointer]
    assert await titles(ann) == []


async def test_documents_of_one_title_made_at_once_have_slugs_of_their_own(ann):
    body = {"type": "product_overview", "title": "Same"}

    replies = await asyncio.gather(*[ann.post("/refinery/documents", json=body) for _ in range(8)])

    assert [reply.status_code for reply in replies] == [201] * 8
    documents = [reply.json() for reply in replies]
    assert len({document["slug"] for document in documents}) == 8
    assert sorted(document["sortOrder"] for document in documents) == list(range(8))


async def test_a_deleted_document_is_gone_and_comes_back(ann, bob, write):
    document = await write("Overview", "Why?")
    where = f"/refinery/documents/{document['id']}"

    assert (await bob.delete(where)).status_code == 204
    gone = [
        (await ann.get(where)).status_code,
        (await ann.get(f"{where}/versions")).status_code,
        (await ann.patch(where, json={"title": "X"})).status_code,
        (await ann.delete(where)).status_code,
    ]
    listed, deleted = await titles(ann), await titles(ann, deleted=True)
    back = await ann.post(f"{where}/restore")
    again = await ann.post(f"{where}/restore")

    assert gone == [404] * 4
    assert (listed, deleted) == ([], ["Overview"])
    assert back.json()["content"] == content("Why?")
    assert again.json() == back.json()
    assert await titles(ann) == ["Overview"]


async def test_the_project_counts_its_documents(ann, write):
    document = await write()
    await write("Other")
    await ann.delete(f"/refinery/documents/{document['id']}")

    assert (await ann.get("/")).json()["stats"]["documentCount"] == 1
    await ann.post(f"/refinery/documents/{document['id']}/restore")
    assert (await ann.get("/")).json()["stats"]["documentCount"] == 2


async def test_a_blueprint_is_no_document_of_the_refinery(ann, write):
    document = await write()

    assert (await ann.get(f"/foundry/blueprints/{document['id']}")).status_code == 404
    assert (await ann.delete(f"/foundry/blueprints/{document['id']}")).status_code == 404


async def test_strangers_find_nothing(stranger, write):
    document = await write()

    for path in ("", f"/{document['id']}", f"/{document['id']}/versions", f"/{document['id']}/export", "/export"):
        assert (await stranger.get(f"/refinery/documents{path}")).status_code == 404


async def test_a_repeated_creation_is_one(ann):
    body = {"type": "product_overview", "title": "Once", "markdown": "Why?"}

    first = await ann.post("/refinery/documents", json=body, headers={"idempotency-key": "k"})
    second = await ann.post("/refinery/documents", json=body, headers={"idempotency-key": "k"})

    assert first.json() == second.json()
    assert first.headers["etag"] == second.headers["etag"]
    assert await titles(ann) == ["Once"]


async def test_documents_can_be_talked_about(ann, bob, write):
    document = await write()
    about = {"subjectType": "document", "subjectId": document["id"]}

    said = await bob.post("/comments", json={**about, "content": content("Why?")})
    listed = await ann.get("/comments", params=about)

    assert said.status_code == 201, said.text
    assert len(listed.json()["comments"]) == 1


async def test_what_happened_is_in_the_log(ann, write):
    document = await write("Overview")
    where = f"/refinery/documents/{document['id']}"
    await ann.patch(where, json={"title": "Product"})
    await ann.put(f"{where}/content", json={"markdown": "Because."})
    await ann.delete(where)
    await ann.post(f"{where}/restore")

    activities = (await ann.get("/activity", params={"entityId": document["id"]})).json()["activities"]

    assert [activity["action"] for activity in reversed(activities)] == [
        "created",
        "edited",
        "changed",
        "edited",
        "deleted",
        "restored",
    ]
    assert {activity["entityType"] for activity in activities} == {"document"}
