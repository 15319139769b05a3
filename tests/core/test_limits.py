"""Limits hold over all processes that share a broker, and a broker that is away stops nobody."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator, Callable

import pytest

from openfactory.core.limits import Limit, Limiter, LimitReached

REDIS = "redis://127.0.0.1:6379/9"


def limit(amount: int = 5) -> Limit:
    return Limit(f"test-{secrets.token_hex(6)}", amount, 60)


@pytest.fixture
async def limiter_of() -> AsyncIterator[Callable[..., Limiter]]:
    """`limiter_of(url)`: a limiter as a worker has one."""
    made: list[Limiter] = []

    def make(url: str | None, *, workers: int = 1) -> Limiter:
        made.append(Limiter(url, workers=workers))
        return made[-1]

    yield make
    for limiter in made:
        await limiter.close()


async def counted(limiters: list[Limiter], wanted: Limit, times: int) -> list[bool]:
    """Whether each of so many calls passed, over the limiters in turn."""
    passed = []
    for number in range(times):
        try:
            await limiters[number % len(limiters)].count(wanted, "ann@example.com")
            passed.append(True)
        except LimitReached:
            passed.append(False)
    return passed


@pytest.mark.redis
async def test_two_processes_share_a_limit(limiter_of):
    passed = await counted([limiter_of(REDIS), limiter_of(REDIS)], limit(), 8)
    assert passed == [True] * 5 + [False] * 3


@pytest.mark.redis
async def test_each_has_a_limit_of_their_own(limiter_of):
    limiter, wanted = limiter_of(REDIS), limit(1)
    await limiter.count(wanted, "ann")
    await limiter.count(wanted, "bob")
    with pytest.raises(LimitReached):
        await limiter.count(wanted, "ann")


@pytest.mark.redis
async def test_many_at_once_do_not_slip_through(limiter_of):
    limiter, wanted = limiter_of(REDIS), limit(10)
    replies = await asyncio.gather(*(limiter.count(wanted, "ann") for _ in range(40)), return_exceptions=True)
    assert sum(isinstance(reply, LimitReached) for reply in replies) == 30


@pytest.mark.redis
async def test_whom_a_call_is_about_is_not_in_the_broker(limiter_of):
    import redis.asyncio

    wanted = limit()
    await limiter_of(REDIS).count(wanted, "ann@example.com")
    async with redis.asyncio.Redis.from_url(REDIS) as connection:
        keys = [key async for key in connection.scan_iter(f"*{wanted.name}*")]
    assert keys
    assert not any(b"ann" in key for key in keys)


async def test_without_a_broker_each_worker_has_its_share(limiter_of):
    assert await counted([limiter_of(None, workers=2)], limit(10), 7) == [True] * 5 + [False] * 2


async def test_headers_say_how_much_is_left(limiter_of):
    limiter, wanted = limiter_of(None), limit(2)
    headers = await limiter.count(wanted, "ann")
    assert headers["RateLimit-Policy"] == f'"{wanted.name}";q=2;w=60'
    assert headers["RateLimit"].startswith(f'"{wanted.name}";r=1;t=')
    await limiter.count(wanted, "ann")
    with pytest.raises(LimitReached) as reached:
        await limiter.count(wanted, "ann")
    assert 1 <= int(reached.value.headers()["Retry-After"]) <= 60


@pytest.fixture
async def silent() -> AsyncIterator[str]:
    """A server that takes connections and says nothing, as a hung broker does."""

    async def wait(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()

    server = await asyncio.start_server(wait, "127.0.0.1", 0)
    async with server:
        yield f"redis://127.0.0.1:{server.sockets[0].getsockname()[1]}"


async def test_a_hung_broker_lets_calls_through_in_bounded_time(limiter_of, silent):
    limiter = limiter_of(silent)
    async with asyncio.timeout(5):
        assert await counted([limiter], limit(1), 3) == [True] * 3
        assert await limiter.ping() is False


async def test_a_broker_that_is_away_lets_calls_through(limiter_of):
    limiter = limiter_of("redis://127.0.0.1:1")
    assert await counted([limiter], limit(1), 3) == [True] * 3
