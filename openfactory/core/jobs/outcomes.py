"""How an attempt ends, written under its claim: who does not hold the job any more changes nothing.

A job whose cancelling was asked for is never queued again, whatever else has happened.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

import msgspec

from openfactory.core import clock
from openfactory.core.db.queries import Query

_HELD = "WHERE id = :id AND claim = :claim AND status = 'running'"
_LET_GO = "claim = NULL, worker = NULL, lease_until = NULL, updated_at = :now, version = version + 1"
_SUCCEED = Query(
    "worker.succeed",
    "UPDATE core_jobs SET status = 'succeeded', finished_at = :now, error = NULL, trace = NULL, "
    f"arguments = CASE WHEN :forget THEN '{{}}' ELSE arguments END, {_LET_GO} {_HELD}",
)
_FAIL = Query(
    "worker.fail",
    "UPDATE core_jobs SET status = CASE WHEN cancel_requested THEN 'cancelled' ELSE 'failed' END, "
    f"failures = failures + 1, finished_at = :now, error = :error, trace = :trace, {_LET_GO} {_HELD}",
)
_QUEUE_AGAIN = Query(
    "worker.queue_again",
    "UPDATE core_jobs SET status = CASE WHEN cancel_requested THEN 'cancelled' ELSE 'queued' END, "
    "finished_at = CASE WHEN cancel_requested THEN :now ELSE finished_at END, failures = failures + :failed, "
    f"run_at = :run_at, error = :error, trace = :trace, {_LET_GO} {_HELD}",
)
_CANCEL = Query(
    "worker.end_cancelled",
    f"UPDATE core_jobs SET status = 'cancelled', finished_at = :now, {_LET_GO} {_HELD}",
)
_HOLD = Query(
    "worker.hold",
    f"UPDATE core_jobs SET updated_at = :now, version = version + 1 {_HELD}",
)
_CHECKPOINT = Query("worker.checkpoint", f"UPDATE core_jobs SET checkpoint = :checkpoint {_HELD}")
_PROGRESS = Query(
    "worker.progress",
    "UPDATE core_jobs SET done = :done, total = :total, note = :note, updated_at = :now, version = version + 1 "
    f"{_HELD}",
)
LONGEST_ERROR: Final = 1000
LONGEST_TRACE: Final = 20_000
LONGEST_NOTE: Final = 300


class JobLost(Exception):
    """This attempt does not hold its job any more: it was thought dead, and another one has it."""


class Holding:
    """One attempt's hold on its job: each of these raises JobLost, or has changed exactly this job."""

    def __init__(self, job_id: UUID, claim: UUID, *, forget: bool = False) -> None:
        self._ids: dict[str, Any] = {"id": job_id, "claim": claim}
        self._forget = forget

    async def confirm(self) -> None:
        """Lock the job for the rest of the open transaction."""
        await self._run(_HOLD)

    async def note_checkpoint(self, checkpoint: Any) -> None:
        """Where the next attempt is to go on."""
        text = msgspec.json.encode(checkpoint).decode()
        self._held(await _CHECKPOINT.run(**self._ids, checkpoint=text))

    async def note_progress(self, done: int, total: int | None, note: str | None) -> None:
        """How far it is."""
        await self._run(_PROGRESS, done=done, total=total, note=note and note[:LONGEST_NOTE])

    async def succeed(self) -> None:
        """It is done."""
        await self._run(_SUCCEED, forget=self._forget)

    async def fail(self, error: str, trace: str | None) -> None:
        """It has failed for good."""
        await self._run(_FAIL, error=error[:LONGEST_ERROR], trace=_end_of(trace))

    async def fail_for_now(self, error: str, trace: str | None, pause: timedelta) -> None:
        """It has failed, and is tried again after the pause."""
        await self._again(1, clock.now() + pause, error[:LONGEST_ERROR], _end_of(trace))

    async def hand_back(self, error: str | None = None, pause: timedelta = timedelta()) -> None:
        """It was not its fault: to be run again."""
        await self._again(0, clock.now() + pause, error, None)

    async def cancel(self) -> None:
        """It was cancelled while it ran."""
        await self._run(_CANCEL)

    async def _again(self, failed: int, run_at: datetime, error: str | None, trace: str | None) -> None:
        await self._run(_QUEUE_AGAIN, failed=failed, run_at=run_at, error=error, trace=trace)

    async def _run(self, query: Query, **values: Any) -> None:
        self._held(await query.run(**self._ids, now=clock.now(), **values))

    @staticmethod
    def _held(changed: int) -> None:
        if changed != 1:
            raise JobLost


def _end_of(trace: str | None) -> str | None:
    return trace and trace[-LONGEST_TRACE:]
