"""A project's events as server-sent ones."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pytest

from openfactory.testing.clock import shifted


class Stream:
    """What an EventSource would make of it."""

    def __init__(self, response: httpx.Response) -> None:
        self.response, self._lines = response, response.aiter_lines()
        self.retry = 0

    async def event(self) -> dict[str, str]:
        """The next one: its fields; comments are passed over."""
        fields: dict[str, str] = {}
        async with asyncio.timeout(10):
            async for line in self._lines:
                name, _, value = line.partition(": ")
                if name == "retry":
                    self.retry = int(value)
                elif name:
                    fields[name] = value
                elif "data" in fields:
                    return fields
        raise EOFError

    async def ids(self, count: int) -> list[int]:
        return [int((await self.event())["id"]) for _ in range(count)]


@pytest.fixture
def stream(project):
    @asynccontextmanager
    async def opened(headers: dict[str, str] | None = None, **query) -> AsyncIterator[Stream]:
        headers = {"accept": "text/event-stream", **(headers or {})}
        async with project.writer.stream("GET", "/events", params=query, headers=headers) as response:
            assert response.status_code == 200, await response.aread()
            yield Stream(response)

    return opened


async def test_events_come_as_the_log_has_them(stream, project):
    async with stream() as events:
        assert events.response.headers["content-type"] == "text/event-stream"
        assert events.response.headers["cache-control"] == "no-store"
        assert events.response.headers["x-accel-buffering"] == "no"
        first = await events.event()
        assert (first["event"], first["id"]) == ("subscribed", "1")
        assert json.loads(first["data"]) == {"channel": project.channel, "cursor": 1}
        assert 1000 <= events.retry <= 5000
        await project.write()

        heard = await events.event()

        assert heard["id"] == "2"
        assert json.loads(heard["data"]) == (await project.log(after=1))[0]


async def test_last_event_id_goes_on_and_wins_over_after(stream, project):
    await project.write(5)
    async with stream({"last-event-id": "3"}, after=0) as events:
        assert (await events.event())["event"] == "subscribed"
        assert await events.ids(3) == [4, 5, 6]
    async with stream(after=0) as events:
        await events.event()
        assert await events.ids(6) == [1, 2, 3, 4, 5, 6]
    async with stream({"last-event-id": "none of ours"}) as events:
        assert (await events.event())["id"] == "6"


async def test_types_choose(stream, project):
    async with stream(types="projects.project.changed") as events:
        await events.event()
        await project.write(2)
        await project.writer.patch("/", json={"name": "Saturn"})
        assert await events.ids(1) == [4]


async def test_a_cursor_from_too_long_ago_is_told_to_load_anew(stream, project):
    await project.log()
    with shifted(days=-20):
        await project.write(2)
    await project.write()
    project.writer.app.ctx.openfactory.live.settings = project.writer.app.ctx.openfactory.live.settings.model_copy(
        update={"replay_days": 10}
    )
    async with stream(after=1) as events:
        assert (await events.event())["event"] == "resync"
        assert (await events.event())["id"] == "4"


async def test_without_asking_for_a_stream_it_is_a_list(project):
    reply = await project.writer.get("/events", headers={"accept": "application/json"})
    assert (reply.headers["content-type"], reply.headers["vary"]) == ("application/json", "accept")
    assert reply.json()["cursor"] == 1


async def test_head_tells_the_form_and_keeps_nothing_open(project):
    reply = await project.writer.head("/events", headers={"accept": "text/event-stream"})
    assert (reply.status_code, reply.headers["content-type"]) == (200, "text/event-stream")


async def test_nothing_is_kept_of_a_client_that_has_gone(stream, project, app):
    application = app.ctx.openfactory
    async with stream() as events:
        await events.event()
        assert (len(application.connections), len(application.rights)) == (1, 1)
    async with asyncio.timeout(5):
        while len(application.connections) or len(application.rights) or len(application.live.tails):
            await asyncio.sleep(0.01)


async def test_a_stop_ends_it_cleanly(stream, project, app):
    async with stream() as events:
        await events.event()
        await app.ctx.openfactory.connections.leave()
        with pytest.raises(EOFError):
            await events.event()


async def test_while_stopping_new_ones_are_sent_elsewhere(client, make, people, project, app):
    app.ctx.draining = True
    headers = {"accept": "text/event-stream"}
    reply = await project.writer.get("/events", headers=headers)
    assert (reply.status_code, reply.headers["retry-after"]) == (503, "2")
