"""`Job`: what a running job knows of itself, and how its effects happen exactly once."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any
from uuid import UUID

import msgspec

from openfactory.core.access import Access, Origin
from openfactory.core.db.transactions import Transaction, in_progress, transaction
from openfactory.core.http.context import Context
from openfactory.core.jobs.claimed import Claimed
from openfactory.core.jobs.outcomes import Holding

PROGRESS_EVERY = 1.0  # seconds


class Job:
    """One attempt at a job: the first argument of its handler.

    id           the same in every attempt: the idempotency key for what is done elsewhere
    access       the server itself, in the project and organization the job was queued in
    attempt      1 for the first
    context      of the module that declares the job
    requested_by the user on whose behalf it was queued, if any
    checkpoint   what the last `step()` has left, in whichever attempt; None at first. Any JSON value
    """

    def __init__(self, claimed: Claimed, holding: Holding, context: Context) -> None:
        self.id: UUID = claimed.id
        self.type = claimed.type
        self.attempt = claimed.attempt
        self.requested_by = claimed.requested_by
        self.context = context
        self.checkpoint: Any = msgspec.json.decode(claimed.checkpoint) if claimed.checkpoint else None
        self.finished = False
        access = Access.system(
            organization_id=claimed.organization_id, project_id=claimed.project_id, name=claimed.type
        )
        origin = Origin(request_id=claimed.request_id, operation_id=claimed.operation_id)
        self.access = replace(access, origin=origin)
        self._holding = holding
        self._told = float("-inf")

    async def progress(self, done: int, total: int | None = None, note: str | None = None) -> None:
        """Tell how far it is. Stored at most once a second, and when all is done; call it as often as you like."""
        now = time.monotonic()
        if now - self._told < PROGRESS_EVERY and done != total:
            return
        self._told = now
        await self._holding.note_progress(done, total, note)

    @asynccontextmanager
    async def step(self) -> AsyncIterator[Transaction]:
        """A transaction for a part of the effects, and for `checkpoint` as the block leaves it.

        Both are committed, or neither; and only while this attempt holds the job.
        """
        before = self.checkpoint
        _refuse_inside_another()
        try:
            async with transaction(self.access) as tx:
                await self._holding.confirm()
                yield tx
                await self._holding.note_checkpoint(self.checkpoint)
        except BaseException:
            self.checkpoint = before
            raise

    @asynccontextmanager
    async def finish(self) -> AsyncIterator[Transaction]:
        """A transaction for the last effects, in which the job becomes succeeded: they happen exactly once.

        A handler that returns without it is done all the same, but in a transaction of its own: if the worker dies
        between the two, everything since the last `step()` is done again.
        """
        _refuse_inside_another()
        async with transaction(self.access) as tx:
            await self._holding.succeed()
            yield tx
        self.finished = True


def _refuse_inside_another() -> None:
    if in_progress():
        raise RuntimeError("step() and finish() open the transaction themselves: call them outside of one")
