"""Every answer carries its request's id, and errors are problem documents that tell no secrets."""

from __future__ import annotations

import json

import pytest

from openfactory.core import logs
from openfactory.core.settings.sections import LogSettings


@pytest.mark.parametrize("path", ["/api/items/empty", "/nope", "/api/items/fault", "/health/live"])
async def test_every_answer_has_a_request_id(client, path):
    first, second = await client.get(path), await client.get(path)
    assert first.headers["x-request-id"] != second.headers["x-request-id"]


async def test_options_has_one_too(client):
    assert (await client.options("/api/items/empty")).headers["x-request-id"]


async def test_a_callers_own_request_id_is_kept_where_it_is_harmless(client):
    kept = await client.get("/nope", headers={"x-request-id": "abc-123"})
    assert kept.headers["x-request-id"] == kept.json()["requestId"] == "abc-123"
    dropped = await client.get("/nope", headers={"x-request-id": "a b<script>"})
    assert dropped.headers["x-request-id"] != "a b<script>"


async def test_a_problem_has_the_fields_of_rfc_9457_and_ours(client):
    reply = await client.post("/api/items", json={"name": "taken"})
    problem = reply.json()
    assert reply.headers["content-type"] == "application/problem+json"
    assert problem | {"requestId": "", "detail": "", "title": ""} == {
        "type": "https://openfactory.dev/problems/items.taken",
        "title": "",
        "status": 409,
        "detail": "",
        "instance": "/api/items",
        "code": "items.taken",
        "requestId": "",
    }


async def test_a_fault_of_ours_is_500_and_says_nothing_of_its_cause(client):
    reply = await client.get("/api/items/fault")
    assert (reply.status_code, reply.json()["code"]) == (500, "server.internal_error")
    assert "hunter2" not in reply.text
    assert "/etc" not in reply.text


async def test_an_etag_changes_with_the_row_and_answers_304_until_then(make):
    ann = await make.user()
    organization = await make.organization(ann)
    client, path = make.client_for(ann), f"/api/items/organizations/{organization.id}"

    tag = (await client.get(path)).headers["etag"]
    assert (await client.get(path, headers={"if-none-match": tag})).status_code == 304
    await client.patch(path, json={"name": "Other"})
    fresh = await client.get(path, headers={"if-none-match": tag})

    assert fresh.status_code == 200
    assert fresh.headers["etag"] != tag


async def test_if_match_refuses_to_overwrite_what_the_caller_has_not_seen(make):
    ann = await make.user()
    organization = await make.organization(ann)
    client, path = make.client_for(ann), f"/api/items/organizations/{organization.id}"
    tag = (await client.get(path)).headers["etag"]

    first = await client.patch(path, json={"name": "First"}, headers={"if-match": tag})
    second = await client.patch(path, json={"name": "Second"}, headers={"if-match": tag})

    assert (first.status_code, second.status_code) == (200, 412)
    assert (await client.get(path)).json()["name"] == "First"
    again = await client.patch(path, json={"name": "Second"}, headers={"if-match": first.headers["etag"]})
    assert again.status_code == 200


async def test_a_stranger_gets_404_and_a_member_without_the_permission_403(make):
    people = await make.people()
    path = f"/api/items/organizations/{people.organization.id}"
    assert (await make.client_for(people.stranger).get(path)).status_code == 404
    assert (await make.client_for(people.bob).get(path)).status_code == 200
    assert (await make.client_for(people.bob).patch(path, json={"name": "x"})).status_code == 403
    assert (await make.client.get(path)).status_code == 401


async def test_log_entries_carry_the_id_and_trace_of_their_request(client, capfd):
    logs.configure(LogSettings(format="json"))
    trace = f"00-{'a' * 32}-{'b' * 16}-01"
    reply = await client.get("/api/items/fault", headers={"traceparent": trace})
    entries = [json.loads(line) for line in capfd.readouterr().err.splitlines() if line.startswith("{")]
    (failed,) = [entry for entry in entries if entry["event"] == "request failed"]
    assert failed["request_id"] == reply.headers["x-request-id"]
    assert (failed["trace_id"], failed["span_id"]) == ("a" * 32, "b" * 16)
    assert failed["path"] == "/api/items/fault"


async def test_a_path_that_holds_a_secret_is_logged_as_its_pattern(client, capfd):
    logs.configure(LogSettings(format="json"))
    await client.get("/api/items/fault/the-secret")
    assert "the-secret" not in capfd.readouterr().err
