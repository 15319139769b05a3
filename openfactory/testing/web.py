"""A small HTTP server on loopback, in a thread of its own: what stand-ins for other services are built on."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit


@dataclass(frozen=True)
class Ask:
    """A request. Names of headers are in title case."""

    method: str
    path: str
    query: Mapping[str, str]
    form: Mapping[str, str]
    headers: Mapping[str, str]


@dataclass(frozen=True)
class Answer:
    """A response."""

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def json(cls, content: Any, status: int = 200) -> Answer:
        """Anything as JSON."""
        return cls(status, json.dumps(content).encode(), {"Content-Type": "application/json"})

    @classmethod
    def redirect(cls, url: str, **parameters: str) -> Answer:
        """A redirect of the browser, with parameters added to the URL."""
        return cls(302, headers={"Location": url + ("&" if "?" in url else "?") + urlencode(parameters)})


@asynccontextmanager
async def web_server(answer: Callable[[Ask], Answer]) -> AsyncIterator[str]:
    """Answer requests with a function; gives the base URL, `http://127.0.0.1:<port>`."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            url = urlsplit(self.path)
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
            headers = {name.title(): value for name, value in self.headers.items()}
            given = answer(Ask(self.command, url.path, dict(parse_qsl(url.query)), dict(parse_qsl(body)), headers))
            self.send_response(given.status)
            for name, value in {**given.headers, "Content-Length": str(len(given.body))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(given.body)

        do_POST = do_GET  # noqa: N815

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
            """Tests are quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        await asyncio.to_thread(server.shutdown)
        server.server_close()
        thread.join()
