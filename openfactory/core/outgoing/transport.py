"""The guarded transport under the httpx client: which URLs, how many bytes, how long."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterable, AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from typing import cast

import httpcore
import httpx

from openfactory.core.outgoing.errors import AnswerTooLarge, OutgoingRefused
from openfactory.core.outgoing.guard import Guard, GuardedBackend


@dataclass(frozen=True)
class Bounds:
    """How much of an answer is read, and how long a request with its answer may take altogether."""

    max_bytes: int
    total_seconds: float


class GuardedTransport(httpx.AsyncBaseTransport):
    """httpx asks this once for each request, so once for each redirect too.

    httpx's own transport cannot be given a network backend (0.28), hence httpcore's pool under our own.
    """

    def __init__(self, guard: Guard, tls: ssl.SSLContext, bounds: Bounds) -> None:
        self._bounds = bounds
        self._pool = httpcore.AsyncConnectionPool(
            ssl_context=tls,
            max_connections=100,
            max_keepalive_connections=20,
            keepalive_expiry=5,
            network_backend=GuardedBackend(guard),
        )

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send one request, if its URL may be called."""
        check_form(request.url)
        until = asyncio.get_running_loop().time() + self._bounds.total_seconds
        async with _until(until):
            answer = await self._pool.handle_async_request(_for_httpcore(request))
        # Nothing is unpacked: a little gzip can stand for gigabytes. The client asks for plain answers.
        headers = [(name, value) for name, value in answer.headers if name.lower() != b"content-encoding"]
        stream = _BoundedStream(cast(AsyncIterable[bytes], answer.stream), answer, self._bounds.max_bytes, until)
        return httpx.Response(answer.status, headers=headers, stream=stream, extensions=answer.extensions)

    async def aclose(self) -> None:
        """Close all connections."""
        await self._pool.aclose()


def check_form(url: httpx.URL) -> None:
    """Raise OutgoingRefused unless this is an http or https URL with a host and without a password."""
    if url.scheme not in ("http", "https") or not url.host:
        raise OutgoingRefused("only URLs that begin with http:// or https:// and a host are called")
    if url.userinfo:
        raise OutgoingRefused("a URL with a user name or password in it is not called")


class _BoundedStream(httpx.AsyncByteStream):
    def __init__(self, parts: AsyncIterable[bytes], answer: httpcore.Response, max_bytes: int, until: float) -> None:
        self._parts, self._answer = parts, answer
        self._max_bytes, self._deadline = max_bytes, until

    async def __aiter__(self) -> AsyncIterator[bytes]:
        left = self._max_bytes
        parts = aiter(self._parts)
        while True:
            async with _until(self._deadline):
                part = await anext(parts, None)
            if part is None:
                return
            left -= len(part)
            if left < 0:
                raise AnswerTooLarge(f"the answer has more than {self._max_bytes} bytes")
            yield part

    async def aclose(self) -> None:
        await self._answer.aclose()


def _for_httpcore(request: httpx.Request) -> httpcore.Request:
    return httpcore.Request(
        method=request.method,
        url=httpcore.URL(
            scheme=request.url.raw_scheme,
            host=request.url.raw_host,
            port=request.url.port,
            target=request.url.raw_path,
        ),
        headers=request.headers.raw,
        content=request.stream,
        extensions=request.extensions,
    )


@asynccontextmanager
async def _until(deadline: float) -> AsyncIterator[None]:
    """Work with httpcore until a moment of the loop's clock, with httpx's errors."""
    try:
        with _httpx_errors():
            async with asyncio.timeout_at(deadline):
                yield
    except TimeoutError:
        raise httpx.ReadTimeout("the request took longer than it may altogether") from None


@contextmanager
def _httpx_errors() -> Iterator[None]:
    """httpcore's errors as httpx's, which have the same names."""
    try:
        yield
    except (
        httpcore.TimeoutException,
        httpcore.NetworkError,
        httpcore.ProtocolError,
        httpcore.UnsupportedProtocol,
    ) as error:
        kind: type[httpx.TransportError] = getattr(httpx, type(error).__name__, httpx.TransportError)
        raise kind(str(error)) from error
