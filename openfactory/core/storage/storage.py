"""`Storage`: objects by key, read and written in pieces, each call bounded in time and memory."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import obstore
from obstore.exceptions import BaseError

from openfactory.core.errors import Unavailable
from openfactory.core.logs import get_logger

if TYPE_CHECKING:
    from obstore.store import LocalStore, S3Store

log = get_logger(__name__)
PUTS_AT_ONCE = 2  # in one worker, others wait: what is on its way to the store is held in memory
PUT_SECONDS = 45.0  # with the wait for others: less than an answer may take
_LISTED = 1000  # objects in one batch
_PIECE = 256 * 1024
_LEAVING = 0.2  # seconds


class StoreUnavailable(Unavailable):
    """The store of files does not answer, or has refused what was asked."""

    code, title = "storage.unavailable", "The file store cannot be reached now"


class MissingObject(StoreUnavailable):
    """The store answers, and does not have what the database says it has."""

    code, title = "storage.missing", "The file is missing in the file store"


@dataclass(frozen=True)
class Stored:
    """An object that the store has."""

    key: str
    size: int
    modified: datetime


class Storage:
    """One store. Every failure is a `StoreUnavailable`; its cause is in the log alone.

    opened   opens it, when it is first used: obstore has threads of its own, which a fork would not take along
    part     bytes of a file that are sent at once; some three times as much is in memory for each file under way
    step     bytes to be read at once, where much is read
    seconds  for one call, but for `put`
    folder   of a local store
    """

    def __init__(
        self,
        opened: Callable[[], LocalStore | S3Store],
        *,
        part: int,
        step: int,
        seconds: float,
        folder: Path | None = None,
    ) -> None:
        self.step = step
        self._opened, self._part, self._seconds, self._folder = opened, part, seconds, folder
        self._puts = asyncio.Semaphore(PUTS_AT_ONCE)

    @cached_property
    def _store(self) -> LocalStore | S3Store:
        return self._opened()

    async def put(self, key: str, file: IO[bytes]) -> None:
        """Write an object from the file's beginning. It is there whole, or not at all."""
        with _told("put"):
            async with asyncio.timeout(PUT_SECONDS), self._puts:
                file.seek(0)
                head = file.read(self._part)
                content: Any = head if len(head) < self._part else _pieces(head, file)
                await obstore.put_async(self._store, key, content, chunk_size=self._part, max_concurrency=1)

    async def read(self, key: str, start: int, length: int) -> bytes:
        """Bytes of an object; fewer than asked for are an error."""
        with _told("read"):
            async with asyncio.timeout(self._seconds):
                data = bytes(await obstore.get_range_async(self._store, key, start=start, length=length))
        if len(data) != length:
            log.error("an object is shorter than it was", key=key, start=start, length=length, got=len(data))
            raise MissingObject
        return data

    async def delete(self, keys: Iterable[str]) -> None:
        """Let objects be gone; those that are gone already are no error."""
        # S3 answers so for a bucket that is not there, and never for an object.
        gone: tuple[type[Exception], ...] = (FileNotFoundError,) if self._folder is not None else ()
        for key in keys:
            with _told("delete"), suppress(*gone):
                async with asyncio.timeout(self._seconds):
                    await obstore.delete_async(self._store, key)

    async def list(self, prefix: str) -> AsyncIterator[list[Stored]]:
        """All objects whose key begins with `prefix` and a slash, in batches."""
        found: Any = None
        while True:
            with _told("list"):
                found = found or obstore.list(self._store, prefix, chunk_size=_LISTED)
                async with asyncio.timeout(self._seconds):
                    batch = await anext(found, None)
            if batch is None:
                return
            yield [Stored(item["path"], item["size"], item["last_modified"]) for item in batch]

    async def close(self) -> None:
        """Let obstore's threads (0.12) leave the interpreter: one that is in it when that ends aborts the process.

        They are in it for a moment more once the loop has their result.
        """
        if "_store" in vars(self):
            await asyncio.sleep(_LEAVING)

    async def clear_unfinished(self, before: datetime) -> int:
        """Delete what writes that began before a moment have left, and were never finished; how many there were."""
        if self._folder is None:
            return 0
        with _told("clear"):
            return await asyncio.to_thread(_clear, self._folder, before)


def _pieces(head: bytes, file: IO[bytes]) -> Iterator[bytes]:
    """A file in small pieces. obstore (0.12) reads them in its own threads; of a file it would hold many parts."""
    yield head
    while data := file.read(_PIECE):
        yield data


@contextmanager
def _told(what: str) -> Iterator[None]:
    """Failures as refusals. Their texts have paths of the host and addresses: they go to the log."""
    try:
        yield
    except (BaseError, OSError, ValueError) as error:  # a timeout is an OSError
        missing = what == "read" and isinstance(error, FileNotFoundError)
        log.warning("the file store failed", what=what, error=f"{type(error).__name__}: {error}"[:500])
        raise (MissingObject if missing else StoreUnavailable)() from None


def _clear(folder: Path, before: datetime) -> int:
    """obstore (0.12) writes to `<name>#<number>` beside an object, and renames that at the end."""
    cleared = 0
    for path in folder.rglob("*#*"):
        with suppress(FileNotFoundError):  # finished meanwhile
            if path.name.rpartition("#")[2].isdigit() and path.stat().st_mtime < before.timestamp():
                path.unlink()
                cleared += 1
    return cleared
