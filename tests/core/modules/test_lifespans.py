"""A module that does not start, or not stop, is named."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from openfactory.core.http.context import Context
from openfactory.core.modules.lifespan import Lifespans, StartFailed
from openfactory.core.modules.module import Module
from openfactory.core.modules.mount import scopes_of


async def test_a_module_that_hangs_at_the_start_is_named_and_those_before_it_are_left():
    left: list[str] = []
    first, slow = Module("first"), Module("slow")

    @first.lifespan
    async def life(context: Context) -> AsyncIterator[None]:
        yield
        left.append("first")

    @slow.lifespan
    async def hang(context: Context) -> AsyncIterator[None]:
        await asyncio.sleep(60)
        yield

    with pytest.raises(StartFailed, match=r"module 'slow' did not start within 0\.05 s"):
        await Lifespans(scopes_of([first, slow]), seconds=0.05).start()
    await asyncio.sleep(0)
    assert left == ["first"]


async def test_the_reason_of_a_failed_start_is_told():
    broken = Module("broken")

    @broken.lifespan
    async def fail(context: Context) -> AsyncIterator[None]:
        raise RuntimeError("no such device")
        yield

    with pytest.raises(StartFailed, match="module 'broken' did not start: no such device"):
        await Lifespans(scopes_of([broken])).start()


async def test_a_module_that_hangs_at_the_stop_does_not_hold_the_others():
    left: list[str] = []
    first, slow = Module("first"), Module("slow")

    @first.lifespan
    async def life(context: Context) -> AsyncIterator[None]:
        yield
        left.append("first")

    @slow.lifespan
    async def hang(context: Context) -> AsyncIterator[None]:
        yield
        await asyncio.sleep(60)

    lifespans = Lifespans(scopes_of([first, slow]), seconds=0.05)
    await lifespans.start()
    await lifespans.stop()
    assert left == ["first"]


async def test_a_task_group_may_span_the_life_of_a_module():
    ran = asyncio.Event()
    module = Module("grouped")

    @module.lifespan
    async def life(context: Context) -> AsyncIterator[None]:
        async with asyncio.TaskGroup() as group:
            group.create_task(_set(ran))
            yield

    lifespans = Lifespans(scopes_of([module]))
    await lifespans.start()
    await asyncio.wait_for(ran.wait(), 1)
    await lifespans.stop()


async def _set(event: asyncio.Event) -> None:
    event.set()
