"""How many connections each user has, over all workers that share a broker.

Each worker writes how many it has itself, below a name that lives as long as it says so: what a killed worker had is
forgotten when its name expires, and a broker that has lost everything is told again. Where it does not answer, a
worker goes by its own connections.
"""

from __future__ import annotations

import asyncio
import secrets
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any
from uuid import UUID

from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff

from openfactory.core.logs import get_logger

log = get_logger(__name__)
LEASE = 15.0  # seconds without a sign of life after which a worker is thought dead
PATIENCE = 0.5  # seconds for the broker to answer
KEPT = 7 * 24 * 3600  # seconds that a count is kept which nobody changes
# Others' counts are added up and this worker's is written in one step, or two workers would give one place away twice.
_TAKE = """
local others, all = 0, redis.call('HGETALL', KEYS[1])
for at = 1, #all, 2 do
  if all[at] ~= ARGV[1] then
    if redis.call('EXISTS', ARGV[2] .. all[at]) == 1 then
      others = others + tonumber(all[at + 1])
    else
      redis.call('HDEL', KEYS[1], all[at])
    end
  end
end
if others + tonumber(ARGV[3]) > tonumber(ARGV[4]) then return 0 end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[3])
redis.call('EXPIRE', KEYS[1], ARGV[5])
return 1
"""


class Tally:
    """At most `most` for each user; without a broker (`url` None) on each worker."""

    def __init__(self, most: int, url: str | None = None, *, prefix: str = "openfactory", lease: float = LEASE) -> None:
        self._most, self._lease = most, lease
        self._redis = _client(url) if url else None
        self._take: Any = self._redis.register_script(_TAKE) if self._redis else None
        self._users, self._workers = f"{prefix}:connections:of:", f"{prefix}:connections:worker:"
        self._name = secrets.token_hex(8)
        self._own: Counter[UUID] = Counter()
        self._untold: set[UUID] = set()
        self._news = asyncio.Event()
        self._turn = asyncio.Lock()  # on two connections an older count could come after a newer one
        self._away = self._stopping = False

    async def take(self, user_id: UUID) -> bool:
        """Count one more, unless it is too many; `give_back` is to follow when it ends."""
        if self._own[user_id] >= self._most:
            return False
        self._count(user_id, 1)
        allowed = False
        try:
            allowed = await self._others_allow(user_id)
        finally:
            if not allowed:
                self.give_back(user_id)
        return allowed

    def give_back(self, user_id: UUID) -> None:
        """One has ended."""
        self._count(user_id, -1)

    def _count(self, user_id: UUID, change: int) -> None:
        self._own[user_id] += change
        if not self._own[user_id]:
            del self._own[user_id]
        self._untold.add(user_id)
        self._news.set()

    async def _others_allow(self, user_id: UUID) -> bool:
        if self._redis is None:
            return True
        try:
            async with asyncio.timeout(PATIENCE), self._turn:
                given = [self._name, self._workers, self._own[user_id], self._most, KEPT]
                return bool(await self._take(keys=[f"{self._users}{user_id}"], args=given))
        except Exception as error:  # a broker that is away is no reason to refuse anybody
            self._note(error)
            return True

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Tell the broker of this worker while the block lasts, and then that it is gone."""
        if self._redis is None:
            yield
            return
        await self._tell(self._redis)
        task = asyncio.create_task(self._keep_telling(self._redis), name="connections")
        try:
            yield
        finally:
            self._stopping = True  # redis-py (8.1) sometimes makes a ConnectionError of a cancellation
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
            with suppress(Exception):
                async with asyncio.timeout(PATIENCE):
                    await self._redis.delete(self._workers + self._name)
            await self._redis.aclose()

    async def _keep_telling(self, redis: Redis) -> None:
        while not self._stopping:
            with suppress(TimeoutError):
                async with asyncio.timeout(self._lease / 3):
                    await self._news.wait()
            self._news.clear()
            await self._tell(redis)

    async def _tell(self, redis: Redis) -> None:
        """Say that this worker lives, and what has changed; everything where the broker does not know it."""
        users, self._untold = self._untold, set()
        me = self._workers + self._name
        try:
            async with asyncio.timeout(PATIENCE * 4), self._turn:
                known = await redis.exists(me)
                async with redis.pipeline(transaction=False) as pipeline:
                    pipeline.set(me, 1, px=round(self._lease * 1000))
                    for user_id in users if known else {*users, *self._own}:
                        self._write(pipeline, user_id)
                    await pipeline.execute()
            self._note(None)
        except Exception as error:
            self._untold |= users
            self._note(error)

    def _write(self, pipeline: Any, user_id: UUID) -> None:
        key, count = f"{self._users}{user_id}", self._own.get(user_id, 0)
        if count:
            pipeline.hset(key, self._name, count)
            pipeline.expire(key, KEPT)
        else:
            pipeline.hdel(key, self._name)

    def _note(self, error: Exception | None) -> None:
        """Log once that the broker is away, and that it is back."""
        if error is not None and not self._away:
            log.warning("connections are counted on each worker alone: the broker is away", reason=repr(error))
        if error is None and self._away:
            log.info("connections are counted over all workers again")
        self._away = error is not None


def _client(url: str) -> Redis:
    client: Redis = Redis.from_url(
        url, socket_connect_timeout=PATIENCE, socket_timeout=PATIENCE, retry=Retry(NoBackoff(), 0)
    )
    return client
