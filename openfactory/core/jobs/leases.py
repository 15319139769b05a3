"""Leases: a running job is its worker's while the worker says so. Who does not say so any more loses it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from openfactory.core import clock
from openfactory.core.access import Access
from openfactory.core.db.queries import Query, as_id
from openfactory.core.db.transactions import transaction
from openfactory.core.jobs.outcomes import Holding
from openfactory.core.logs import get_logger

log = get_logger(__name__)
Key = tuple[UUID, UUID]
"""An attempt: its job and the claim, which jobs that are taken together share."""
MOST_LOSSES = 10  # a job that takes its worker along so often would do it for ever

_HELD = Query(
    "worker.held_by",
    "SELECT id, claim, cancel_requested FROM core_jobs WHERE status = 'running' AND worker = :worker",
)
# A job that is in the middle of a transaction is locked by it: nobody can take it away meanwhile.
_PROLONG = Query(
    "worker.prolong",
    "UPDATE core_jobs SET lease_until = :until WHERE id IN "
    "(SELECT id FROM core_jobs WHERE status = 'running' AND worker = :worker @skip_locked)",
)
_LEFT_BY = Query(
    "worker.left_by",
    "SELECT id, claim, type, losses FROM core_jobs WHERE status = 'running' AND worker = :worker @skip_locked",
)
_EXPIRED = Query(
    "worker.expired",
    "SELECT id, claim, type, losses FROM core_jobs WHERE status = 'running' AND lease_until < :now @skip_locked",
)
_COUNT_LOSS = Query("worker.count_loss", "UPDATE core_jobs SET losses = losses + 1 WHERE id = :id")


@dataclass(frozen=True)
class Held:
    """What the database says of the attempts of one worker."""

    keys: frozenset[Key]
    cancelled: frozenset[Key]


async def held_by(worker: str) -> Held:
    """Which attempts are still the worker's, and which of them are to be cancelled."""
    rows = [(_key(row), bool(row["cancel_requested"])) for row in await _HELD.rows(worker=worker)]
    return Held(frozenset(key for key, _ in rows), frozenset(key for key, cancelled in rows if cancelled))


def _key(row: Mapping[str, Any]) -> Key:
    return as_id(row["id"]), as_id(row["claim"])


async def prolong(worker: str, lease: timedelta) -> None:
    """Say that the worker lives."""
    await _PROLONG.run(worker=worker, until=clock.now() + lease)


async def take_back_from(worker: str) -> int:
    """Queue what a worker of this name has left behind: this one has its name now, so that one is dead."""
    return await _take_back(_LEFT_BY, worker=worker)


async def take_back_expired() -> int:
    """Queue what nobody has said anything of for too long; how many there were."""
    return await _take_back(_EXPIRED, now=clock.now())


async def _take_back(query: Query, **values: object) -> int:
    if not await query.rows(**values):  # to look costs other writers nothing
        return 0
    async with transaction(Access.system(name="jobs")):
        rows = await query.rows(**values)
        for row in rows:
            job_id, claim = _key(row)
            await _take(Holding(job_id, claim), job_id, row["losses"] + 1)
            log.warning("a job's worker has died", job=row["type"], job_id=str(job_id), losses=row["losses"] + 1)
    return len(rows)


async def _take(holding: Holding, job_id: UUID, losses: int) -> None:
    await _COUNT_LOSS.run(id=job_id)
    if losses >= MOST_LOSSES:
        await holding.fail(f"its worker died {losses} times while it ran", None)
        return
    # At once the first time; a job that kills workers must not be all that they do.
    await holding.hand_back("its worker died", timedelta(seconds=losses**2 - 1))
