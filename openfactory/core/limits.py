"""Rate limits, counted in the broker so that they hold over all workers and machines.

Headers follow draft-ietf-httpapi-ratelimit-headers-11. Where the broker does not answer within half a second the
request passes: a limit is no reason for the server to be away; `openfactory_limits_skipped_total` counts it.
"""

from __future__ import annotations

import asyncio
import math
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from hashlib import blake2b
from typing import Any

from limits import RateLimitItemPerSecond
from limits.aio.storage import MemoryStorage, RedisStorage, Storage
from limits.aio.strategies import SlidingWindowCounterRateLimiter
from prometheus_client import Counter

from openfactory.core.errors import TooMany
from openfactory.core.logs import get_logger
from openfactory.core.settings import Settings

log = get_logger(__name__)
SKIPPED = Counter("openfactory_limits_skipped_total", "Requests let through because the broker was away", ["limit"])
PATIENCE = 0.5  # seconds


@dataclass(frozen=True)
class Limit:
    """At most `amount` calls in `seconds`, for each `by`.

    `by` is "address", "caller", or a function of the body that says whom a call is about. `setting` gives the
    amount where whoever runs the server may choose it; `amount` is what the documentation says.
    """

    name: str
    amount: int
    seconds: int
    by: str | Callable[[Any], str] = "address"
    setting: Callable[[Settings], int] | None = None

    def chosen(self, settings: Settings) -> Limit:
        """The limit with the amount that the settings have."""
        return self if self.setting is None else replace(self, amount=self.setting(settings))

    @property
    def policy(self) -> str:
        """Its entry of `RateLimit-Policy`."""
        return f'"{self.name}";q={self.amount};w={self.seconds}'


class Limiter:
    """Counts calls. Without a broker each worker counts for itself, with its share of the amount."""

    def __init__(self, broker_url: str | None, *, workers: int = 1, prefix: str = "openfactory") -> None:
        self._shared = broker_url is not None
        self._share = 1 if self._shared else max(1, workers)
        self._storage: Storage = _storage(broker_url, prefix)
        self._strategy = SlidingWindowCounterRateLimiter(self._storage)

    async def count(self, limit: Limit, whom: str) -> dict[str, str]:
        """Count one call; the headers of the answer, or `TooMany`."""
        item = RateLimitItemPerSecond(max(1, limit.amount // self._share), limit.seconds, limit.name)
        key = blake2b(whom.encode(), digest_size=16).hexdigest()  # no addresses or e-mails in the broker
        try:
            async with asyncio.timeout(PATIENCE):
                allowed = await self._strategy.hit(item, key)
                left = await self._strategy.get_window_stats(item, key)
        except (TimeoutError, OSError, Exception) as error:  # the library's own errors share no base
            SKIPPED.labels(limit.name).inc()
            log.warning("a limit was not counted: the broker does not answer", limit=limit.name, reason=repr(error))
            return {}
        reset = max(1, math.ceil(left.reset_time - time.time()))
        if not allowed:
            raise LimitReached(limit, retry_after=reset)
        return {
            "RateLimit-Policy": limit.policy,
            "RateLimit": f'"{limit.name}";r={left.remaining};t={reset}',
        }

    async def close(self) -> None:
        """Close the connections to the broker."""
        connection = getattr(getattr(self._storage, "bridge", None), "storage", None)  # limits has no close of its own
        if connection is not None:
            await connection.aclose()

    async def ping(self) -> bool:
        """Whether the broker answers."""
        try:
            async with asyncio.timeout(PATIENCE * 4):
                return await self._storage.check()
        except Exception:
            return False


class LimitReached(TooMany):
    """The call is one too many; `Retry-After` says when the next one may come."""

    def __init__(self, limit: Limit, *, retry_after: int) -> None:
        super().__init__(f"at most {limit.amount} of these calls in {limit.seconds} s", retry_after=retry_after)
        self.limit = limit

    def headers(self) -> dict[str, str]:
        return {
            **super().headers(),
            "RateLimit-Policy": self.limit.policy,
            "RateLimit": f'"{self.limit.name}";r=0;t={self.retry_after}',
        }


def _storage(broker_url: str | None, prefix: str) -> Storage:
    if broker_url is None:
        return MemoryStorage()
    url = broker_url.replace("unix://", "redis+unix://", 1)
    # limits 5.8 picks coredis for async, which is broken with coredis 6
    return RedisStorage(f"async+{url}", implementation="redispy", key_prefix=f"{prefix}:limits")
