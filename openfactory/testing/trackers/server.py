"""A small HTTP server on loopback that carries requests out and answers them, or fails as real ones do."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any, Literal
from urllib.parse import parse_qsl, urlsplit

How = Literal["answer", "reset", "close", "hang", "truncated", "late"]
HTML = "<html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>"


@dataclass
class Ask:
    """One request; names of headers are in lower case."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    raw: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.raw)


@dataclass
class Answer:
    """One answer; `body` is JSON, or text for people."""

    status: int
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)

    def encoded(self) -> bytes:
        text = self.body if isinstance(self.body, str) else json.dumps(self.body)
        media = "text/html" if isinstance(self.body, str) else "application/json; charset=utf-8"
        content = text.encode()
        headers = {"Content-Type": media, "Content-Length": str(len(content)), **self.headers}
        lines = [f"HTTP/1.1 {self.status} Status", *(f"{name}: {value}" for name, value in headers.items()), "", ""]
        return "\r\n".join(lines).encode() + content


@dataclass
class Fault:
    """What happens to the next request that makes an issue (or, not `making`, to the next other one).

    carried_out  whether it has its effect first; `late`: it has it only after the caller has gone
    how          the answer, or what comes in its place
    """

    how: How
    answer: Answer | None = None
    carried_out: bool = False
    making: bool = True


def lost(how: How = "answer", *, carried_out: bool, making: bool = True) -> Fault:
    """The answer does not arrive: a proxy's page stands for it, or nothing."""
    return Fault(how, Answer(502, HTML) if how == "answer" else None, carried_out, making)


def refused(status: int, body: Any, *, making: bool = True, **headers: str) -> Fault:
    """Answered so, and not carried out."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Fault("answer", Answer(status, body, named), False, making)


class TrackerServer:
    """Subclasses give `respond` and `makes`; `faults` happen in their order, to the requests they are for."""

    def __init__(self) -> None:
        self.port = 0
        self.asked: list[Ask] = []
        self.faults: list[Fault] = []
        self.waiting: list[asyncio.Event] = []
        # Awaited with each request that makes an issue, before and after it is carried out.
        self.before: Callable[[Ask], Awaitable[None]] = _nothing
        self.after: Callable[[Ask], Awaitable[None]] = _nothing

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def respond(self, ask: Ask) -> Answer:
        raise NotImplementedError

    def makes(self, ask: Ask) -> bool:
        raise NotImplementedError

    def made_by(self) -> list[Ask]:
        """The requests that were to make an issue."""
        return [ask for ask in self.asked if self.makes(ask)]

    async def release(self) -> None:
        """Let what hangs go on."""
        while self.waiting:
            self.waiting.pop().set()
            await asyncio.sleep(0)

    def _fault(self, ask: Ask) -> Fault | None:
        fault = next((one for one in self.faults if one.making == self.makes(ask)), None)
        if fault is not None:
            self.faults.remove(fault)
        return fault

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while head := (await reader.readuntil(b"\r\n\r\n")).decode():
                ask = await _read(head, reader)
                self.asked.append(ask)
                if self.makes(ask):
                    await self.before(ask)
                if not await self._answer(ask, writer):
                    return
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    async def _answer(self, ask: Ask, writer: asyncio.StreamWriter) -> bool:
        fault = self._fault(ask)
        if fault is None:
            answer = self.respond(ask)
            if self.makes(ask):
                await self.after(ask)
            writer.write(answer.encoded())
            await writer.drain()
            return True
        carried_out = self.respond(ask) if fault.carried_out else None
        if fault.how == "answer":
            assert fault.answer is not None
            writer.write(fault.answer.encoded())
            await writer.drain()
            return True
        if fault.how == "truncated":
            whole = (carried_out or Answer(201, {"number": 1, "html_url": "https://…", "key": "SHOP-1"})).encoded()
            writer.write(whole[:-20])
            await writer.drain()
        elif fault.how == "reset":
            writer.transport.abort()
        elif fault.how in ("hang", "late"):
            self.waiting.append(event := asyncio.Event())
            await event.wait()
            if fault.how == "late":
                self.respond(ask)
        return False


async def _nothing(ask: Ask) -> None:
    """The usual."""


async def _read(head: str, reader: asyncio.StreamReader) -> Ask:
    first, *lines = head.strip().split("\r\n")
    headers = {name.lower(): value for name, value in (line.split(": ", 1) for line in lines)}
    method, target, _ = first.split(" ")
    raw = await reader.readexactly(int(headers.get("content-length", 0)))
    parts = urlsplit(target)
    return Ask(method, parts.path, dict(parse_qsl(parts.query)), headers, raw)


@asynccontextmanager
async def listening(server: TrackerServer) -> AsyncIterator[TrackerServer]:
    """The server on a free port."""
    listener = await asyncio.start_server(server.serve, "127.0.0.1", 0)
    server.port = listener.sockets[0].getsockname()[1]
    try:
        yield server
    finally:
        await server.release()
        listener.close()
        with suppress(TimeoutError):
            await asyncio.wait_for(listener.wait_closed(), 5)
