"""Browsers of listed origins may call the API, with credentials; others may not."""

from __future__ import annotations

import pytest

ORIGIN = {"origin": "https://app.example"}


@pytest.fixture
def overrides():
    return {"server": {"cors_origins": ["https://app.example"]}}


async def test_a_preflight_needs_no_credential(client):
    asked = ORIGIN | {
        "access-control-request-method": "POST",
        "access-control-request-headers": "authorization",
    }
    reply = await client.options("/api/items/organizations", headers=asked)
    assert reply.status_code == 204
    assert reply.headers["access-control-allow-origin"] == "https://app.example"
    assert reply.headers["access-control-allow-credentials"] == "true"
    assert "authorization" in reply.headers["access-control-allow-headers"]


@pytest.mark.parametrize(
    "origin",
    [
        "https://evil.example",
        "http://app.example",
        "https://app.example.evil.com",
        "https://appxexample",
        "null",
    ],
)
async def test_other_origins_get_nothing(client, origin):
    reply = await client.get("/api/items/empty", headers={"origin": origin})
    assert "access-control-allow-origin" not in reply.headers


@pytest.mark.parametrize("path", ["/api/items/organizations/nope", "/nope", "/api/items/fault"])
async def test_errors_carry_the_headers_too(client, path):
    assert (await client.get(path, headers=ORIGIN)).headers["access-control-allow-origin"] == "https://app.example"


@pytest.mark.parametrize("headers", [{}, ORIGIN, {"origin": "https://evil.example"}])
async def test_every_answer_varies_by_origin(client, headers):
    assert "origin" in (await client.get("/api/items/empty", headers=headers)).headers["vary"]


async def test_head_is_guarded_like_get(client, make):
    people = await make.people()
    path = f"/api/items/organizations/{people.organization.id}"
    assert (await client.head(path)).status_code == 401
    assert (await make.client_for(people.bob).head(path)).status_code == 200


async def test_options_says_what_is_allowed(client):
    reply = await client.options("/api/items/empty")
    assert reply.status_code == 204
    assert set(reply.headers["allow"].split(",")) >= {"GET", "HEAD", "OPTIONS"}
