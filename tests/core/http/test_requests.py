"""What comes in is checked, and what is wrong with it is said: which field, and why."""

from __future__ import annotations

import pytest


async def test_a_good_body_is_taken_and_written_in_camel_case(client):
    reply = await client.post("/api/items", json={"name": "  steel   nail ", "size": 3})
    assert reply.status_code == 201
    assert reply.json() == {"name": "steel nail", "size": 3, "tags": []}


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"size": 3}, "/body/name"),
        ({"name": "nail", "size": 11}, "/body/size"),
        ({"name": "nail", "colour": "red"}, "/body/colour"),
        ({"name": "nail", "tags": ["a", 1]}, "/body/tags/1"),
        ({"name": ""}, "/body/name"),
        (None, "/body"),
    ],
)
async def test_an_invalid_body_names_the_place(client, body, pointer):
    reply = await client.post("/api/items", json=body)
    assert reply.status_code == 422
    problem = reply.json()
    assert problem["code"] == "request.invalid"
    assert [fault["pointer"] for fault in problem["errors"]] == [pointer]


@pytest.mark.parametrize("content", [b"{", b'{"name": "a",}', b"\xff\xfe", b'{"name": "\\ud800"}', b"[" * 5000])
async def test_what_is_not_json_is_400(client, content):
    reply = await client.post("/api/items", content=content, headers={"content-type": "application/json"})
    assert (reply.status_code, reply.json()["code"]) == (400, "request.malformed")


@pytest.mark.parametrize("media_type", ["text/plain", "application/x-www-form-urlencoded", ""])
async def test_another_media_type_is_415(client, media_type):
    reply = await client.post("/api/items", content=b'{"name": "a"}', headers={"content-type": media_type})
    assert (reply.status_code, reply.json()["code"]) == (415, "request.unsupported_media_type")


async def test_a_nul_character_is_refused_and_its_spelling_is_not(client):
    assert (await client.post("/api/items", json={"name": "a\0b"})).status_code == 422
    assert (await client.post("/api/items", json={"name": r"a\u0000b"})).status_code == 201


async def test_query_lists_repeat_and_single_values_take_the_last(client):
    reply = await client.get("/api/items/search?tag=a&tag=b&minSize=3&minSize=4")
    assert (reply.json()["tag"], reply.json()["min_size"]) == (["a", "b"], 4)


@pytest.mark.parametrize(
    ("query", "pointer"),
    [("limit=0", "/query/limit"), ("colour=red", "/query/colour"), ("minSize=x", "/query/minSize")],
)
async def test_an_invalid_query_names_the_place(client, query, pointer):
    reply = await client.get(f"/api/items/search?{query}")
    assert reply.status_code == 422
    assert [fault["pointer"] for fault in reply.json()["errors"]] == [pointer]


async def test_a_body_over_the_limit_is_413(client, settings):
    big = b'{"name": "' + b"a" * settings.server.body_limit_bytes + b'"}'
    reply = await client.post("/api/items", content=big, headers={"content-type": "application/json"})
    assert (reply.status_code, reply.json()["code"]) == (413, "request.too_large")


async def test_a_bad_uuid_in_a_path_is_404(client, make):
    signed_in = make.client_for(await make.user())
    reply = await signed_in.get("/api/items/organizations/not-a-uuid")
    assert (reply.status_code, reply.json()["code"]) == (404, "resource.not_found")


async def test_pages_follow_each_other_to_the_end(client):
    seen, cursor = [], None
    while True:
        query = "limit=30" + (f"&cursor={cursor}" if cursor else "")
        page = (await client.get(f"/api/items/numbers?{query}")).json()
        seen += page["numbers"]
        if (cursor := page["nextCursor"]) is None:
            break
    assert seen == list(range(1, 101))


@pytest.mark.parametrize("cursor", ["!", "aGFsbG8", "eyJhIjoxfQ", "W10"])
async def test_a_cursor_from_elsewhere_is_422(client, cursor):
    reply = await client.get(f"/api/items/numbers?cursor={cursor}")
    assert (reply.status_code, reply.json()["errors"][0]["pointer"]) == (422, "/query/cursor")
