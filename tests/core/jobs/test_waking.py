"""Workers of other processes are woken by what is queued; without a broker they look by themselves."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta

import httpx
import pytest
from workshop import make

from openfactory.core import background, clock
from openfactory.core.bus import GAP, Subscription
from openfactory.core.db.transactions import transaction
from openfactory.core.jobs import waking
from openfactory.core.processes import broker
from openfactory.testing.server import running_server

SELDOM = 60  # seconds between looks: no test waits for as long


@pytest.mark.processes
async def test_a_job_that_a_request_queues_starts_at_once_in_another_process(tmp_path):
    async with mailing(tmp_path, poll_seconds=SELDOM) as mailed:
        # The first may be taken by the look that the worker begins with; whoever sends the third was woken.
        for count in (1, 2, 3):
            await mailed(count, within=SELDOM / 2)


@pytest.mark.processes
async def test_a_dead_broker_costs_no_job_and_no_request(tmp_path):
    async with AsyncExitStack() as stack:
        async with broker.embedded(tmp_path / "broker") as url:
            serving = mailing(tmp_path, poll_seconds=1, OPENFACTORY_BROKER_URL=url)
            mailed = await stack.enter_async_context(serving)
            await mailed(1, within=30)
        await mailed(2, within=30)


@asynccontextmanager
async def mailing(tmp_path, *, poll_seconds: float, **settings: str) -> AsyncIterator:
    """A server; `await mailed(count)` asks it for one more mail, and waits until it has sent so many."""
    environment = {
        "OPENFACTORY_DATA": str(tmp_path / "data"),
        "OPENFACTORY_JOBS_POLL_SECONDS": str(poll_seconds),
        "OPENFACTORY_MAIL_BACKEND": "file",
        **settings,
    }
    with running_server("--workers", "1", env=environment) as server:
        async with httpx.AsyncClient(base_url=f"{server.url}/api/auth", trust_env=False, timeout=30) as client:
            person = {"email": "ann@example.com", "password": "correct horse battery", "name": "Ann"}
            reply = await client.post("/signup", json={**person, "organizationName": "Acme"})
            assert reply.status_code == 201, reply.text

            async def mailed(count: int, *, within: float) -> None:
                reply = await client.post("/forgot-password", json={"email": "ann@example.com"})
                assert reply.status_code == 200, reply.text
                async with asyncio.timeout(within):
                    while len(list((tmp_path / "data" / "mail").glob("*.eml"))) < count:
                        await asyncio.sleep(0.05)

            yield mailed


@pytest.fixture
async def heard(client) -> AsyncIterator[Subscription]:
    """What the application says of jobs on its bus."""
    async with client.app.ctx.openfactory.bus.subscribe(waking.CHANNEL) as messages:
        assert await anext(messages) is GAP
        yield messages


async def count(messages: Subscription) -> int:
    """How many messages have come, once everything after the commit is done."""
    await background.drain()
    found = 0
    while True:
        try:
            await asyncio.wait_for(anext(messages), 0.05)
        except TimeoutError:
            return found
        found += 1


async def test_a_commit_is_announced_once_whatever_it_has_queued(acme, heard):
    async with transaction(acme) as tx:
        for number in range(5):
            await tx.enqueue(make(number))
        assert await count(heard) == 0
    assert await count(heard) == 1


async def test_what_is_undone_or_due_later_is_not_announced(acme, heard):
    with pytest.raises(RuntimeError):
        async with transaction(acme) as tx:
            await tx.enqueue(make(1))
            raise RuntimeError
    async with transaction(acme) as tx:
        await tx.enqueue(make(2), at=clock.now() + timedelta(minutes=1))
    assert await count(heard) == 0
