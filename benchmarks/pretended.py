"""A pretended connection: requests handed to a server's own protocol, without sockets and without a client."""

from __future__ import annotations

import asyncio
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from sanic import Sanic
from sanic.models.server_types import Signal

BATCH = 40


class Transport:
    """Takes an answer, and gives it to whoever waits. What else a transport can do means nothing here."""

    waiting: asyncio.Future[bytes]
    closed = False

    def get_extra_info(self, name: str, default: Any = None) -> Any:
        """The addresses that Sanic asks for."""
        return {"sockname": ("127.0.0.1", 8000), "peername": ("127.0.0.1", 50000)}.get(name, default)

    def write(self, data: bytes) -> None:
        """The whole answer: Sanic and openfactory write head and body at once."""
        if not self.waiting.done():
            self.waiting.set_result(data)

    def get_write_buffer_size(self) -> int:
        """Nothing ever waits to be sent."""
        return 0

    def is_closing(self) -> bool:
        """Whether somebody has closed it."""
        return self.closed

    def close(self) -> None:
        """There is nothing to close but this."""
        self.closed = True

    def set_write_buffer_limits(self, **limits: Any) -> None: ...
    def pause_reading(self) -> None: ...
    def resume_reading(self) -> None: ...
    def abort(self) -> None: ...


class Connection:
    """One connection to a started application."""

    def __init__(self, app: Sanic, protocol_class: Any) -> None:
        self._loop = asyncio.get_running_loop()
        self._transport = Transport()
        self._protocol = protocol_class(loop=self._loop, connections=set(), signal=Signal(), app=app, state={})
        self._protocol.connection_made(self._transport)

    def close(self) -> None:
        """Hang up."""
        self._protocol.close()

    async def ask(self, request: bytes) -> bytes:
        """The answer to a request."""
        self._transport.waiting = self._loop.create_future()
        self._protocol.data_received(request)
        return await self._transport.waiting

    async def microseconds(self, request: bytes, batches: int) -> float:
        """CPU time for one request: the first percentile of batches, which leaves out what disturbs a machine."""
        costs = []
        for _ in range(batches):
            started = time.process_time()
            for _ in range(BATCH):
                await self.ask(request)
            costs.append((time.process_time() - started) / BATCH * 1e6)
        return sorted(costs)[batches // 100]


@asynccontextmanager
async def connected(app: Sanic, protocol_class: Any) -> AsyncIterator[Connection]:
    """Start the application as its server does, and connect to it."""
    with tempfile.TemporaryDirectory() as folder:
        server: Any = await app.create_server(
            unix=f"{folder}/s", return_asyncio_server=True, protocol=protocol_class, access_log=False
        )
        await server.startup()
        await server.before_start()
        connection = Connection(app, protocol_class)
        await asyncio.sleep(0)  # the protocol's own task starts
        try:
            yield connection
        finally:
            connection.close()
            await server.before_stop()
            server.close()
            await server.after_stop()
