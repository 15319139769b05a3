"""Who uses how much: counted in the worker's memory, added to the table every few seconds.

A row for each request would cost more than the request. What a killed worker has counted since its last
writing is lost: these are numbers to plan by, not to bill by.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import date
from typing import Any, Literal
from uuid import UUID

from openfactory.core import clock
from openfactory.core.access import Access
from openfactory.core.db.queries import Query
from openfactory.core.db.transactions import transaction
from openfactory.core.ids import uuid7
from openfactory.core.logs import get_logger

log = get_logger(__name__)

Kind = Literal["requests", "input_tokens", "output_tokens", "storage_bytes", "jobs"]
WRITTEN_EVERY = 10.0  # seconds
LONGEST_LABEL = 120

_Key = tuple[UUID, date, str, str]
_counted: Counter[_Key] = Counter()

_ADD = Query(
    "usage.add",
    "INSERT INTO core_usage (id, organization_id, day, kind, label, amount) "
    "VALUES (:id, :organization_id, :day, :kind, :label, :amount) "
    "ON CONFLICT (organization_id, day, kind, label) "
    "DO UPDATE SET amount = core_usage.amount + excluded.amount",
)
_READ = Query(
    "usage.read",
    "SELECT kind, label, CAST(SUM(amount) AS BIGINT) AS amount FROM core_usage "
    "WHERE organization_id = :organization_id AND (day >= :since OR kind = 'storage_bytes') "
    "GROUP BY kind, label ORDER BY kind, label",
)


def count(organization_id: UUID, kind: Kind, amount: int = 1, label: str = "") -> None:
    """Note a use. `label` names its part, such as tokens' model; of storage, what came (went: negative)."""
    _counted[organization_id, clock.now().date(), kind, label[:LONGEST_LABEL]] += amount


async def read(organization_id: UUID, since: date) -> list[dict[str, Any]]:
    """Sums by kind and label from that day on; storage is what there is now, whenever it came."""
    return await _READ.rows(organization_id=organization_id, since=since)


async def flush() -> None:
    """Write what this process has counted. Where that fails it is kept, for the next time."""
    taken = dict(_counted)
    _counted.clear()
    try:
        async with transaction(Access.system()):
            for key in sorted(taken):  # always in one order: two workers must not wait for each other
                organization_id, day, kind, label = key
                await _ADD.run(
                    id=uuid7(),
                    organization_id=organization_id,
                    day=day,
                    kind=kind,
                    label=label,
                    amount=taken[key],
                )
    except BaseException:
        _counted.update(taken)
        raise


@asynccontextmanager
async def recording() -> AsyncIterator[None]:
    """Write every ten seconds while the block lasts, and once more at its end."""
    stop = asyncio.Event()
    task = asyncio.create_task(_write_until(stop), name="usage")
    try:
        yield
    finally:
        stop.set()  # not cancelled: a write that is under way would be repeated
        await task


async def _write_until(stop: asyncio.Event) -> None:
    while not stop.is_set():
        with suppress(TimeoutError):
            async with asyncio.timeout(WRITTEN_EVERY):
                await stop.wait()
        if not _counted:
            continue
        try:
            await flush()
        except Exception:
            log.warning("usage was not written: it is kept for the next time", exc_info=True)
