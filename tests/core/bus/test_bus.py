"""Messages between processes: at once, in order, never waited for; what is missing is said to be."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path
from uuid import uuid4

import psutil
import pytest

from openfactory.core.bus import GAP, LARGEST, Bus, Subscription
from openfactory.core.processes import broker

EXTERNAL = "redis://127.0.0.1:6379/9"


@pytest.fixture(params=["embedded", pytest.param("redis", marks=pytest.mark.redis)])
async def url(request, tmp_path) -> AsyncIterator[str]:
    """A broker: our own one on its Unix socket, and a Redis."""
    if request.param == "redis":
        yield EXTERNAL
        return
    async with broker.embedded(tmp_path) as found:
        yield found


@pytest.fixture
async def connect(url) -> AsyncIterator:
    """Makes a bus as another process would have it; all of one test hear each other, and no others."""
    prefix = f"test-{uuid4().hex}"
    async with AsyncExitStack() as stack:

        async def connected() -> Bus:
            return await stack.enter_async_context(Bus(url, prefix=prefix).running())

        yield connected


async def heard(bus: Bus, channel: str, **options) -> Subscription:
    """A subscription that stands."""
    messages = bus.subscribe(channel, **options)
    assert await soon(anext(messages)) is GAP
    return messages


async def soon(awaitable, seconds: float = 10):
    return await asyncio.wait_for(awaitable, seconds)


async def take(messages: Subscription, count: int) -> list[bytes]:
    return [await soon(anext(messages)) for _ in range(count)]


async def test_others_and_the_sender_itself_hear_each_message_once_and_in_order(connect):
    one, two = await connect(), await connect()
    here, there = await heard(one, "a"), await heard(two, "a")

    sent = [str(number).encode() for number in range(200)]
    for message in sent:
        one.publish("a", message)
    one.publish("b", b"nobody listens")
    two.publish("a", b"end")

    assert await take(there, 201) in [[*sent[:place], b"end", *sent[place:]] for place in range(201)]
    assert await take(here, 201) == [*sent, b"end"]


async def test_a_channel_that_nobody_reads_any_more_is_not_heard(connect):
    one, two = await connect(), await connect()
    async with await heard(two, "a") as first, await heard(two, "a") as second:
        one.publish("a", b"1")
        assert await soon(anext(first)) == await soon(anext(second)) == b"1"
    again = await heard(two, "a")
    one.publish("a", b"2")
    assert await soon(anext(again)) == b"2"


async def test_installations_that_share_a_broker_do_not_hear_each_other(url):
    async with Bus(url, prefix="one").running() as one, Bus(url, prefix="two").running() as two:
        messages = await heard(two, "a")
        one.publish("a", b"from one")
        two.publish("a", b"from two")
        assert await soon(anext(messages)) == b"from two"


async def test_a_reader_that_falls_behind_is_told_and_nobody_waits_for_it(connect):
    one, two = await connect(), await connect()
    slow, quick = await heard(two, "a", most=10), await heard(two, "a")
    for number in range(25):
        one.publish("a", str(number).encode())
    assert (await take(quick, 25))[-1] == b"24"

    assert await take(slow, 6) == [GAP, b"20", b"21", b"22", b"23", b"24"]


async def test_a_message_that_is_too_large_is_refused(connect):
    bus = await connect()
    with pytest.raises(ValueError, match="at most"):
        bus.publish("a", b"x" * (LARGEST + 1))


async def test_without_a_broker_it_reaches_its_own_process():
    async with Bus(None).running() as bus:
        messages = await heard(bus, "a")
        bus.publish("a", b"1")
        assert await soon(anext(messages)) == b"1"
        assert not bus.connected


async def test_a_killed_broker_costs_messages_and_no_waiting_and_the_gap_is_told(tmp_path):
    async with AsyncExitStack() as stack:
        async with broker.embedded(tmp_path) as url:
            one = await stack.enter_async_context(Bus(url).running())
            two = await stack.enter_async_context(Bus(url).running())
            messages = await heard(two, "a")
            one.publish("a", b"before")
            assert await soon(anext(messages)) == b"before"
            for process in psutil.Process().children():
                if "valkey" in process.exe():
                    process.kill()
            await soon(until(lambda: not two.connected))
        for number in range(20_000):
            one.publish("a", b"%d" % number)
        two.publish("a", b"in its own process")
        assert await soon(anext(messages)) == b"in its own process"

        async with broker.embedded(tmp_path):
            assert await soon(anext(messages)) is GAP
            received = b""
            while received != b"after":
                one.publish("a", b"after")
                received = await soon(anext(messages))
            assert two.connected


async def until(condition) -> None:
    while not condition():
        await asyncio.sleep(0.01)


async def test_a_bus_that_never_finds_its_broker_delivers_in_its_process_and_stops(tmp_path):
    async with Bus(f"unix://{Path(tmp_path, 'nobody.sock')}").running() as bus:
        messages = bus.subscribe("a")
        bus.publish("a", b"1")
        assert await soon(anext(messages)) == b"1"
