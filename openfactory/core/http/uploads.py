"""Files in multipart bodies, read as they arrive: small fields are kept, the file goes to a temporary one.

Sanic's own form parser keeps everything in memory, several times over, and fails on malformed parts (25.12). On
a route that reads a stream Sanic counts no bytes, so they are counted here.
"""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import IO, Any

from pydantic import BaseModel, ValidationError
from python_multipart.exceptions import MultipartParseError
from python_multipart.multipart import MultipartParser, MultipartState, parse_options_header
from sanic import Request

from openfactory.core.access import Access
from openfactory.core.errors import Invalid, Malformed, TooLarge, Unsupported
from openfactory.core.http.context import Context
from openfactory.core.http.problems import invalid

_LARGEST_FIELD = 64 * 1024
_MOST_FIELDS = 50
_LARGEST_HEADER = 8 * 1024
_IN_MEMORY = 256 * 1024  # a smaller file never touches the disk
_OVERHEAD = 256 * 1024  # boundaries, headers and fields beside the file


@dataclass(frozen=True)
class FileBody:
    """What a route takes: one file of at most so many bytes, in the field `file`.

    largest  bytes, or what says so by the module's context (a setting)
    fields   a model of the form's other fields, all of them texts; `upload.form` is one
    keep     puts the file where it stays; its answer is `upload.kept`. It is awaited before the handler and outside of
             the transaction that an Idempotency-Key opens around that: a slow store holds no lock in the database
    """

    largest: int | Callable[[Context], int]
    description: str = "The file."
    fields: type[BaseModel] | None = None
    keep: Callable[[Access, Upload, Context], Awaitable[Any]] | None = None


class Upload:
    """The body of one request. Nothing is read before `read` is awaited."""

    def __init__(self, request: Request, rule: FileBody, context: Context) -> None:
        self._request, self._rule = request, rule
        self._largest = rule.largest(context) if callable(rule.largest) else rule.largest
        self._hash = hashlib.sha256()
        self._read = False
        self._part: _Part | None = None
        self._name = bytearray()
        self._value = bytearray()
        self.fields: dict[str, str] = {}
        self.form: Any = None
        self.kept: Any = None
        self.file_name = ""  # the client's word: never a path to write to
        self.size = 0
        self.content: IO[bytes] | None = None

    @property
    def sha256(self) -> str:
        """Of the file, in hexadecimal."""
        return self._hash.hexdigest()

    @property
    def fingerprint(self) -> bytes:
        """Of all that was sent: the same for a repeated request."""
        return json.dumps([self.sha256, self.file_name, sorted(self.fields.items())]).encode()

    @property
    def announced(self) -> int:
        """Bytes that the file has at least, by what the request says of its length; 0 where it says nothing."""
        length = self._request.headers.getone("content-length", "")
        return max(int(length) - _OVERHEAD, 0) if length.isascii() and length.isdecimal() and len(length) < 20 else 0

    async def read(self) -> Upload:
        """Take in the whole body; refuse one that is too large before the rest of it has come."""
        if self._read:
            return self
        self._read = True
        parser = self._parser()
        received, most = 0, self._largest + _OVERHEAD
        if self.announced > self._largest:
            raise self._too_large()
        try:
            async for chunk in self._request.stream:  # type: ignore[union-attr]
                received += len(chunk)
                if received > most:
                    raise self._too_large()
                parser.write(chunk)
            parser.finalize()
        except (MultipartParseError, UnicodeDecodeError):
            raise Malformed("the multipart body is malformed") from None
        if parser.state != MultipartState.END:
            raise Malformed("the multipart body ends early")
        if self.content is None:
            raise Invalid.at("/body/file", "send the file in the field `file`", code="missing")
        self.content.seek(0)
        self.form = self._checked_form()
        return self

    def _too_large(self) -> TooLarge:
        return TooLarge(f"a file may have {self._largest} bytes")

    def _checked_form(self) -> BaseModel | None:
        if self._rule.fields is None:
            return None
        if wrong := next((name for name, value in self.fields.items() if "\x00" in value), None):
            raise Invalid.at(f"/body/{wrong}", "NUL characters are not allowed", code="nul_character")
        try:
            return self._rule.fields.model_validate(self.fields, by_name=False)
        except ValidationError as error:
            raise invalid("body", error, self._rule.fields) from None

    def close(self) -> None:
        """Forget the file."""
        if self.content is not None:
            self.content.close()

    def _parser(self) -> MultipartParser:
        kind, options = parse_options_header(self._request.headers.getone("content-type", ""))
        if kind != b"multipart/form-data" or b"boundary" not in options:
            raise Unsupported("send the file as multipart/form-data")
        callbacks: dict[str, Any] = {
            "on_part_begin": self._on_part,
            "on_header_field": lambda data, start, end: self._grow(self._name, data[start:end]),
            "on_header_value": lambda data, start, end: self._grow(self._value, data[start:end]),
            "on_header_end": self._on_header,
            "on_headers_finished": self._on_headers,
            "on_part_data": lambda data, start, end: self._on_data(data[start:end]),
            "on_part_end": self._on_end,
        }
        return MultipartParser(options[b"boundary"], callbacks)  # type: ignore[arg-type]

    @staticmethod
    def _grow(buffer: bytearray, data: bytes) -> None:
        buffer += data
        if len(buffer) > _LARGEST_HEADER:
            raise Malformed("a header of the multipart body is too long")

    def _on_part(self) -> None:
        self._part = _Part()

    def _on_header(self) -> None:
        assert self._part is not None
        if bytes(self._name).lower() == b"content-disposition":
            _, options = parse_options_header(bytes(self._value))
            self._part.name = options.get(b"name", b"").decode()
            if b"filename" in options:
                self._part.file_name = options[b"filename"].decode(errors="replace")
        self._name.clear()
        self._value.clear()

    def _on_headers(self) -> None:
        assert self._part is not None
        if self._part.file_name is None:
            return
        if self._part.name != "file" or self.content is not None:
            raise Invalid.at("/body/file", "send one file, in the field `file`", code="one_file")
        self.file_name = self._part.file_name
        self.content = tempfile.SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115 - closed when the request ends

    def _on_data(self, data: bytes) -> None:
        assert self._part is not None
        if self._part.file_name is None:
            self._part.value += data
            if len(self._part.value) > _LARGEST_FIELD:
                raise TooLarge(f"a field may have {_LARGEST_FIELD} bytes")
            return
        assert self.content is not None
        self.size += len(data)
        if self.size > self._largest:
            raise self._too_large()
        self._hash.update(data)
        self.content.write(data)

    def _on_end(self) -> None:
        assert self._part is not None
        if self._part.file_name is None:
            if len(self.fields) >= _MOST_FIELDS:
                raise TooLarge(f"a body may have {_MOST_FIELDS} fields")
            self.fields[self._part.name] = self._part.value.decode()


class _Part:
    """The part that is being read."""

    def __init__(self) -> None:
        self.name = ""
        self.file_name: str | None = None
        self.value = bytearray()
