"""Health, readiness, metrics."""

from __future__ import annotations

import pytest
from tortoise.connection import get_connection


async def test_a_process_that_answers_is_alive(client):
    assert (await client.get("/health/live")).json() == {"status": "ok"}


async def test_a_process_is_ready_where_its_backends_answer(client):
    reply = await client.get("/health/ready")
    assert (reply.status_code, reply.json()) == (200, {"status": "ok", "backends": {"database": "ok"}})


async def test_a_database_that_is_away_is_named(client, monkeypatch):
    async def fail(*arguments):
        raise OSError("no route to host 10.1.2.3")

    monkeypatch.setattr(get_connection("default"), "execute_query", fail)
    reply = await client.get("/health/ready")
    assert (reply.status_code, reply.json()["backends"]) == (503, {"database": "away"})
    assert "10.1.2.3" not in reply.text


async def test_a_draining_process_is_not_ready(app, client):
    app.ctx.draining = True
    assert (await client.get("/health/ready")).status_code == 503


class TestBroker:
    """A broker by setting, that does not answer."""

    @pytest.fixture
    def overrides(self):
        return {"broker": {"url": "redis://127.0.0.1:1"}}

    async def test_it_is_named_and_requests_are_answered(self, client):
        reply = await client.get("/health/ready")
        assert (reply.status_code, reply.json()["backends"]["broker"]) == (503, "away")
        assert (await client.get("/health/live")).status_code == 200


class TestMetricsToken:
    """`metrics.token` guards the metrics."""

    @pytest.fixture
    def overrides(self):
        return {"metrics": {"token": "a-long-token-for-metrics"}}

    async def test_only_its_bearer_reads_them(self, client):
        assert (await client.get("/metrics")).status_code == 401
        wrong = {"authorization": "Bearer wrong"}
        assert (await client.get("/metrics", headers=wrong)).status_code == 401
        right = {"authorization": "Bearer a-long-token-for-metrics"}
        reply = await client.get("/metrics", headers=right)
        assert reply.status_code == 200
        assert "openfactory_request_seconds" in reply.text


async def test_what_a_proxy_hands_on_is_not_from_this_machine(client):
    assert (await client.get("/metrics")).status_code == 200
    assert (await client.get("/metrics", headers={"x-forwarded-for": "203.0.113.7"})).status_code == 404


async def test_paths_that_clients_invent_become_no_metric(client):
    await client.get("/invented/by/a/client")
    text = (await client.get("/metrics")).text
    assert "invented" not in text
    assert 'route="other"' in text
