"""Sanic's HTTP/1 with a shorter way for the common answer, and one place that every answer passes.

This file leans on internals of Sanic 25.12 (`Http.http1_response_header`, `Request`'s slots, the status lines);
`tests/core/http/test_protocol.py` holds its answers against Sanic's own, byte for byte.

Only a whole answer of known size is written here. Streams, HEAD, 1xx, 204, 304 and Expect go to Sanic's code.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from httptools import parse_url
from sanic.headers import _HTTP1_STATUSLINES as STATUS_LINES
from sanic.http import Http
from sanic.http.constants import Stage
from sanic.request import Request, RequestParameters
from sanic.server.protocols.websocket_protocol import WebSocketProtocol

from openfactory.core.http.sockets.codes import CloseCode
from openfactory.core.http.sockets.socket import Socket

MOST_HEADS = 256  # content types may come from uploads: the cache has to be bounded
_CRLF = str.maketrans({"\r": None, "\n": None})
_OWN = ("content-type", "content-length", "connection", "transfer-encoding")
_heads: dict[tuple[int, bool, str], bytes] = {}


class LeanRequest(Request):
    """A request that keeps the headers it is given, and makes room for arguments when they are asked for."""

    __slots__ = ("_arguments", "_pairs")

    def __init__(
        self,
        url_bytes: bytes,
        headers: Any,
        version: str,
        method: str,
        transport: Any,
        app: Any,
        head: bytes = b"",
        stream_id: int = 0,
    ) -> None:
        self._arguments: Any = None
        self._pairs: Any = None
        if len(url_bytes) > 65535:
            super().__init__(url_bytes, headers, version, method, transport, app, head, stream_id)
            return
        try:
            self._parsed_url = parse_url(url_bytes)
        except Exception:  # Sanic's own initialiser says what is wrong with it
            super().__init__(url_bytes, headers, version, method, transport, app, head, stream_id)
            return
        self.raw_url = url_bytes
        self._id = self._name = self._ctx = self.conn_info = self.route = self.stream = self._protocol = None
        self.parsed_accept = self.parsed_cookies = self.parsed_credentials = self.parsed_files = None
        self.parsed_form = self.parsed_forwarded = self.parsed_json = self.parsed_token = None
        self._request_middleware_started = self._response_middleware_started = self.responded = False
        self._stream_id, self.app, self.headers, self.version = stream_id, app, headers, version
        self.method, self.transport, self.head, self.body = method, transport, head, b""
        self._match_info: dict[str, Any] = {}

    @property
    def parsed_args(self) -> Any:
        """Sanic's cache of arguments."""
        if self._arguments is None:
            self._arguments = defaultdict(RequestParameters)
        return self._arguments

    @parsed_args.setter
    def parsed_args(self, value: Any) -> None:
        self._arguments = value

    @property
    def parsed_not_grouped_args(self) -> Any:
        """Sanic's cache of arguments as pairs."""
        if self._pairs is None:
            self._pairs = defaultdict(list)
        return self._pairs

    @parsed_not_grouped_args.setter
    def parsed_not_grouped_args(self, value: Any) -> None:
        self._pairs = value


class AnsweringHttp(Http):
    """Calls `app.ctx.finish(request, response)` before the head of every answer, and writes that head."""

    __slots__ = ()

    async def http1_response_header(self, data: bytes, end_stream: bool) -> None:
        """Write the head, and the body with it where it is whole."""
        response, request = self.response, self.request
        finish = getattr(request.app.ctx, "finish", None) if request is not None else None
        identity = finish(request, response) if finish is not None else "-"
        body: Any = data or getattr(response, "body", None)
        status = response.status
        whole = body and (end_stream or not data) and status >= 200 and status not in (204, 304)
        if whole and not (self.head_only or self.expecting_continue or self.protocol.access_log):
            head = self._head(status, response.content_type)
            headers = response.headers
            if head is not None and not any(name in headers for name in _OWN):
                self.response_func = None  # type: ignore[assignment]  # as Sanic does
                self.response_size = len(body)
                more = _lines(headers) if headers else b""
                await self._send(
                    b"%b%d\r\nx-request-id: %b\r\n%b\r\n%b" % (head, len(body), identity.encode(), more, body)
                )
                self.stage = Stage.IDLE
                return
        response.headers["x-request-id"] = identity
        await super().http1_response_header(data, end_stream)

    def _head(self, status: int, content_type: str | None) -> bytes | None:
        key = status, self.keep_alive, content_type or ""
        head = _heads.get(key)
        if head is None:
            if not content_type or "\r" in content_type or "\n" in content_type:
                return None  # Sanic takes the line breaks out
            connection = "keep-alive" if self.keep_alive else "close"
            head = (
                STATUS_LINES[status]
                + (f"connection: {connection}\r\ncontent-type: {content_type}\r\ncontent-length: ").encode()
            )
            if len(_heads) < MOST_HEADS:
                _heads[key] = head
        return head


def _lines(headers: Any) -> bytes:
    lines = "".join([f"{name}: {value}\r\n" for name, value in headers.items()])
    if lines.count("\r") != len(headers) or lines.count("\n") != len(headers):  # a header must not start another
        lines = "".join(
            [f"{str(name).translate(_CRLF)}: {str(value).translate(_CRLF)}\r\n" for name, value in headers.items()]
        )
    return lines.encode(errors="surrogateescape")


class Protocol(WebSocketProtocol):
    """For `app.prepare(protocol=Protocol)`.

    A connection is a websocket of ours (`core.http.sockets`) once `websocket` is one, and its `peer` is told
    when the client has read most of what waited for it.
    """

    HTTP_CLASS = AnsweringHttp
    __slots__ = ("peer",)

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.peer: Any = None

    @property
    def writable(self) -> bool:
        """Whether the client keeps up with what is written."""
        return self._can_write.is_set()

    def resume_writing(self) -> None:
        """The client has read most of what waited."""
        super().resume_writing()
        if self.peer is not None:
            self.peer.room()

    def close(self, timeout: float | None = None) -> None:
        """Sanic calls this when a request's task ends: a websocket of ours stays."""
        websocket: Any = self.websocket
        if not isinstance(websocket, Socket):
            super().close(timeout)

    def close_if_idle(self) -> Any:
        """Sanic calls this when the server stops."""
        websocket: Any = self.websocket
        if not isinstance(websocket, Socket):
            return super().close_if_idle()
        websocket.close(CloseCode.RESTART, "restarting")
        return False


__all__ = ["LeanRequest", "Protocol"]
