"""A POST that is repeated with its Idempotency-Key has one effect, and one answer."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from openfactory.core import clock
from openfactory.core.db.queries import Query
from openfactory.core.http import idempotency
from openfactory.core.http.models import StoredAnswer
from openfactory.shared.accounts.models import Organization

PATH = "/api/items/organizations"


@pytest.fixture
async def ann(make):
    return make.client_for(await make.user())


async def test_a_repetition_gets_the_stored_answer(ann):
    key = {"idempotency-key": "k-1"}
    first = await ann.post(PATH, json={"name": "Once"}, headers=key)
    second = await ann.post(PATH, json={"name": "Once"}, headers=key)
    assert first.status_code == second.status_code == 201
    assert first.json() == second.json()
    assert second.headers["idempotency-replayed"] == "true"
    assert await Organization.filter(name="Once").count() == 1


async def test_another_body_under_the_same_key_is_422(ann):
    key = {"idempotency-key": "k-1"}
    await ann.post(PATH, json={"name": "Once"}, headers=key)
    other = await ann.post(PATH, json={"name": "Other"}, headers=key)
    assert (other.status_code, other.json()["code"]) == (422, "request.idempotency_key_reused")


async def test_two_callers_may_use_the_same_key(make):
    ann, bob = make.client_for(await make.user("Ann")), make.client_for(await make.user("Bob"))
    key = {"idempotency-key": "k-1"}
    first = await ann.post(PATH, json={"name": "Mine"}, headers=key)
    second = await bob.post(PATH, json={"name": "Mine"}, headers=key)
    assert first.json()["id"] != second.json()["id"]


async def test_a_key_on_another_route_is_another_key(ann, client):
    key = {"idempotency-key": "k-1"}
    await ann.post(PATH, json={"name": "Mine"}, headers=key)
    assert (await client.post("/api/items", json={"name": "nail"}, headers=key)).status_code == 201


async def test_of_many_at_once_one_has_the_effect(ann):
    await ann.get(PATH)  # the session starts here, not twenty times
    replies = await asyncio.gather(
        *(ann.post(PATH, json={"name": "Once"}, headers={"idempotency-key": "k"}) for _ in range(20))
    )
    assert {reply.status_code for reply in replies} <= {201, 409}
    assert len({reply.json()["id"] for reply in replies if reply.status_code == 201}) == 1
    assert await Organization.filter(name="Once").count() == 1


async def test_a_refusal_undoes_the_effect_and_frees_the_key(ann):
    key = {"idempotency-key": "k-1"}
    refused = await ann.post(PATH, json={"name": "Once", "tags": ["fail"]}, headers=key)
    assert refused.status_code == 409
    assert await Organization.filter(name="Once").count() == 0
    assert (await ann.post(PATH, json={"name": "Once"}, headers=key)).status_code == 201


async def test_while_the_first_runs_a_second_gets_409_and_may_take_over_when_the_first_has_died(ann, names_made):
    """A worker that was killed leaves its row behind, as a request that still runs."""
    key = {"idempotency-key": "k-1"}
    await ann.post(PATH, json={"name": "Once"}, headers=key)
    await Organization.filter(name="Once").delete()
    later = clock.now() + timedelta(seconds=30)
    await StoredAnswer.all().update(status=None, answer=None, running_until=later)

    waiting = await ann.post(PATH, json={"name": "Once"}, headers=key)
    assert (waiting.status_code, waiting.json()["code"]) == (409, "request.still_running")

    await StoredAnswer.all().update(running_until=clock.now() - timedelta(seconds=1))
    assert (await ann.post(PATH, json={"name": "Once"}, headers=key)).status_code == 201
    assert names_made == ["Once", "Once"]


async def test_an_attempt_that_was_taken_over_cannot_commit(ann, monkeypatch):
    """The slow first worker finishes after another has taken its place: its write must vanish."""
    original = idempotency._KEEP
    taken_over = Query("test.keep", original.sql.replace("attempt = :attempt", "attempt = :attempt + 1"))
    monkeypatch.setattr(idempotency, "_KEEP", taken_over)
    reply = await ann.post(PATH, json={"name": "Slow"}, headers={"idempotency-key": "k-1"})
    assert (reply.status_code, reply.json()["code"]) == (409, "request.still_running")
    assert await Organization.filter(name="Slow").count() == 0


async def test_calls_to_other_servers_are_made_without_a_transaction_and_once(ann, names_made):
    key = {"idempotency-key": "k-1"}
    path = "/api/items/elsewhere"
    refused = await ann.post(path, json={"name": "nail", "tags": ["fail"]}, headers=key)
    first = await ann.post(path, json={"name": "nail"}, headers=key)
    second = await ann.post(path, json={"name": "nail"}, headers=key)

    assert refused.status_code == 409  # and frees the key
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json() == second.json()
    assert second.headers["idempotency-replayed"] == "true"
    assert names_made == ["nail, without a transaction"] * 2


async def test_stored_answers_are_sealed_and_swept_when_they_expire(ann):
    await ann.post(PATH, json={"name": "Secretive"}, headers={"idempotency-key": "k-1"})
    (row,) = await StoredAnswer.all()
    assert "Secretive" not in row.answer
    await StoredAnswer.all().update(expires_at=clock.now())
    assert await idempotency.sweep() == 1


@pytest.mark.parametrize("key", ["", "a" * 256])
async def test_a_key_of_the_wrong_form_is_422(ann, key):
    reply = await ann.post(PATH, json={"name": "Once"}, headers={"idempotency-key": key})
    assert reply.status_code == 422
