"""A process's two connections to the broker, one that speaks and one that listens; both come back by themselves.

redis-py would reconnect in silence. Here each lost connection is seen, since whoever listens has to be told that
messages may be missing.
"""

from __future__ import annotations

import asyncio
import random
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, suppress
from typing import Any

from prometheus_client import Counter
from redis.asyncio import Redis
from redis.asyncio.client import PubSub
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from openfactory.core.logs import get_logger

log = get_logger(__name__)
LOST = Counter("openfactory_bus_lost_total", "Messages to other workers that were lost because the broker was away")
BROKEN = (RedisError, OSError, TimeoutError)
PATIENCE = 2.0  # seconds for the broker to take what it is sent
SILENCE = 5.0  # seconds without a message after which the listening connection is tried
LONGEST_PAUSE = 2.0  # seconds between two attempts
MOST_WAITING = 10_000  # messages kept while the broker is away; then the oldest are lost
MOST_AT_ONCE = 500


class Link:
    """Carries messages of the channels below `prefix`; tells `heard(channel, message)` and `gap(channel)`."""

    def __init__(
        self, url: str, *, prefix: str, heard: Callable[[str, bytes], None], gap: Callable[[str], None]
    ) -> None:
        # One connection for each task; a lost one is an error here, and not tried again out of sight.
        self._redis: Redis = Redis.from_url(
            url, socket_connect_timeout=PATIENCE, socket_timeout=PATIENCE, retry=Retry(NoBackoff(), 0)
        )
        self._prefix, self._heard, self._gap = prefix.encode(), heard, gap
        self._outgoing: deque[tuple[str, bytes]] = deque()
        self._something, self._all_sent = asyncio.Event(), asyncio.Event()
        self._all_sent.set()
        self._wanted: set[str] = set()
        self._have: set[str] = set()  # what the connection was asked for, and what it has confirmed
        self._heard_now: set[str] = set()
        self._pubsub: PubSub | None = None
        self._changes = asyncio.Lock()  # redis-py's PubSub takes one command at a time
        self._tasks: set[asyncio.Task[None]] = set()
        self._stopping = self._away = False

    @property
    def up(self) -> bool:
        """Whether there is a connection that hears."""
        return bool(self._heard_now)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Keep both connections while the block lasts; what is still to be sent has a moment to go."""
        tasks = [self._start(self._speak()), self._start(self._listen())]
        try:
            yield
        finally:
            await asyncio.wait([self._start(self._all_sent.wait())], timeout=PATIENCE / 2)
            self._stopping = True  # redis-py (8.1) sometimes makes a ConnectionError of a cancellation
            for task in [*tasks, *self._tasks]:
                task.cancel()
            await asyncio.gather(*tasks, *self._tasks, return_exceptions=True)
            await self._redis.aclose()

    def _start(self, work: Any) -> asyncio.Task[None]:
        task: asyncio.Task[None] = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    def send(self, channel: str, message: bytes) -> None:
        """Send a message when the connection next can."""
        if len(self._outgoing) >= MOST_WAITING:
            self._outgoing.popleft()
            LOST.inc()
        self._outgoing.append((channel, message))
        self._something.set()
        self._all_sent.clear()

    def listen(self, channel: str) -> bool:
        """Hear a channel. Whether it is heard already; otherwise `gap` is told once it is."""
        self._wanted.add(channel)
        self._start(self._reconcile())
        return channel in self._heard_now

    def ignore(self, channel: str) -> None:
        """Hear a channel no more."""
        self._wanted.discard(channel)
        self._start(self._reconcile())

    async def _reconcile(self) -> None:
        """Make what the connection hears what is wanted; between two connections the next one begins with it."""
        async with self._changes:
            wanted = set(self._wanted)
            more, less = wanted - self._have, self._have - wanted
            if self._pubsub is None:
                return
            self._have = wanted
            self._heard_now -= less
            with suppress(*BROKEN):  # the listening task sees it as well
                if more:
                    await self._pubsub.subscribe(*map(self._named, more))
                if less:
                    await self._pubsub.unsubscribe(*map(self._named, less))

    def _named(self, channel: str) -> bytes:
        return self._prefix + channel.encode()

    async def _speak(self) -> None:
        """Send what waits, all of it in one go: a message at a time would cost three times as much."""
        pauses = _pauses()
        while not self._stopping:
            await self._something.wait()
            batch = [self._outgoing.popleft() for _ in range(min(len(self._outgoing), MOST_AT_ONCE))]
            if not self._outgoing:
                self._something.clear()
            try:
                async with asyncio.timeout(PATIENCE), self._redis.pipeline(transaction=False) as pipeline:
                    for channel, message in batch:
                        pipeline.publish(self._named(channel), message)
                    await pipeline.execute()
                if not self._outgoing:
                    self._all_sent.set()
                pauses = _pauses()
            except Exception as error:  # whatever it was, the next batch gets a new connection
                LOST.inc(len(batch))
                self._note(error)
                await asyncio.sleep(next(pauses))

    async def _listen(self) -> None:
        pauses = _pauses()
        while not self._stopping:
            try:
                async with self._redis.pubsub() as pubsub:
                    await self._begin(pubsub)
                    while not self._stopping:
                        await self._receive(pubsub)
                        pauses = _pauses()
            except Exception as error:  # whatever it was, a new connection is the answer
                self._note(error)
            finally:
                self._pubsub = None
                self._have.clear()
                self._heard_now.clear()
            await asyncio.sleep(next(pauses))

    async def _begin(self, pubsub: PubSub) -> None:
        """Subscribe to what is wanted. The empty channel is of no use but to have one at any time."""
        async with self._changes:
            self._have = set(self._wanted)
            await pubsub.subscribe(*map(self._named, ("", *self._have)))
            self._pubsub = pubsub
            self._note(None)

    def _note(self, error: Exception | None) -> None:
        """Log once that the broker is away, and that it is back: attempts go on for as long as it takes."""
        if error is not None and not self._away:
            log.warning("messages between workers are lost: the broker is away", reason=repr(error))
        if error is None and self._away:
            log.info("the broker is back")
        self._away = error is not None

    async def _receive(self, pubsub: PubSub) -> None:
        """Take one message; where none comes, ask whether the broker is still there."""
        message = await pubsub.get_message(timeout=SILENCE)
        if message is None:
            await pubsub.ping()
            message = await pubsub.get_message(timeout=PATIENCE)
            if message is None:
                raise ConnectionError("the broker does not answer")
        channel = (message["channel"] or b"").removeprefix(self._prefix).decode()
        if message["type"] == "message":
            self._heard(channel, message["data"])
        elif message["type"] == "subscribe" and channel in {"", *self._have}:
            self._heard_now.add(channel)
            self._gap(channel)


def _pauses() -> Iterator[float]:
    """Seconds to wait before each further attempt: longer and longer, and not all workers at once."""
    pause = 0.05
    while True:
        yield pause * random.uniform(0.5, 1)  # noqa: S311
        pause = min(pause * 2, LONGEST_PAUSE)
