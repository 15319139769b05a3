"""One attempt at a job: it is run, watched, and how it ends is written down."""

from __future__ import annotations

import asyncio
import traceback
from collections.abc import Awaitable, Callable
from contextvars import Context as Variables
from contextvars import ContextVar
from datetime import timedelta
from time import perf_counter
from typing import Any, Literal
from uuid import UUID

from openfactory.core import usage
from openfactory.core.db import failures
from openfactory.core.http.context import Context
from openfactory.core.jobs import metrics
from openfactory.core.jobs.claimed import Claimed
from openfactory.core.jobs.declaring import AnyJob
from openfactory.core.jobs.outcomes import Holding, JobLost
from openfactory.core.jobs.patience import patiently
from openfactory.core.jobs.retrying import is_final, shown
from openfactory.core.jobs.running import Job
from openfactory.core.logs import get_logger
from openfactory.core.redaction import redact_text

log = get_logger(__name__)
CLEANUP_SECONDS = 10.0  # for a handler that is cancelled to clean up
WAITED_OUT = timedelta(seconds=5)  # until a job is run again that met a database that was away or busy
Reason = Literal["cancelled", "stopping", "lost", "timeout"]
_running: ContextVar[Job | None] = ContextVar("running_job", default=None)


class Attempt:
    """Runs a claimed job in a task of its own, so that it can be cancelled from outside for a reason."""

    def __init__(self, claimed: Claimed, declared: AnyJob, context: Context) -> None:
        self.id: UUID = claimed.id
        self.key = claimed.id, claimed.claim
        self.owner = claimed.organization_id
        self.type = declared
        self._claimed = claimed
        self._holding = Holding(claimed.id, claimed.claim, forget=declared.forget)
        self._job = Job(claimed, self._holding, context)
        self._handler: asyncio.Task[None] | None = None
        self._reason: Reason | None = None

    def interrupt(self, reason: Reason) -> None:
        """Cancel the handler; the first reason counts."""
        if self._reason is None:
            self._reason = reason
            if self._handler is not None:
                self._handler.cancel()

    async def run(self) -> None:
        """Run it to its end, and write down how it has ended."""
        began = perf_counter()
        # A context of its own: nothing of the worker's, such as an open transaction, may reach into a job.
        self._handler = asyncio.create_task(self._handle(), context=Variables())
        if self._reason is not None:
            self._handler.cancel()
        await self._wait()
        outcome = await self._settle()
        seconds = perf_counter() - began
        metrics.ATTEMPTS.labels(self.type.name, outcome).observe(seconds)
        if self.owner is not None and outcome in ("succeeded", "failed"):
            usage.count(self.owner, "jobs", label=self.type.name)
        log.debug(
            "an attempt has ended", job=self.type.name, job_id=str(self.id), outcome=outcome, seconds=round(seconds, 3)
        )

    async def _handle(self) -> None:
        _running.set(self._job)
        await self.type.handler(self._job, **self.type.arguments.read(self._claimed.arguments))

    async def _wait(self) -> None:
        assert self._handler is not None
        done, _ = await asyncio.wait({self._handler}, timeout=self.type.timeout)
        if not done:
            self.interrupt("timeout")
        if self._reason is not None:
            done, _ = await asyncio.wait({self._handler}, timeout=CLEANUP_SECONDS)
        if not done:
            log.error("a job does not end when it is cancelled", job=self.type.name, job_id=str(self.id))

    async def _settle(self) -> str:
        """Write the outcome, and name it."""
        assert self._handler is not None
        if self._job.finished:
            return "succeeded"
        error: BaseException | None = asyncio.CancelledError()
        if self._handler.done() and not self._handler.cancelled():
            error = self._handler.exception()
        outcome, write = self._ending(error)
        try:
            await patiently(write, what="the outcome of a job")
        except JobLost:
            return "lost"
        return outcome

    def _ending(self, error: BaseException | None) -> tuple[str, Callable[[], Awaitable[None]]]:
        if error is None:
            return "succeeded", self._holding.succeed
        if self._reason == "lost" or isinstance(error, JobLost):
            return "lost", _nothing
        if isinstance(error, asyncio.CancelledError):
            return self._interrupted()
        if failures.is_unavailable(error) or failures.is_busy(error) or failures.is_serialization_failure(error):
            return "handed back", lambda: self._holding.hand_back("the database was away or busy", WAITED_OUT)
        log.warning("a job has failed", job=self.type.name, job_id=str(self.id), exc_info=error)
        return self._failed(shown(error), _trace(error), final=is_final(error))

    def _interrupted(self) -> tuple[str, Callable[[], Awaitable[None]]]:
        if self._reason == "cancelled":
            return "cancelled", self._holding.cancel
        if self._reason == "timeout":
            return self._failed(f"it took longer than {self.type.timeout:g} seconds", None, final=False)
        return "handed back", self._holding.hand_back  # the worker stops, or the handler cancelled itself

    def _failed(self, error: str, trace: str | None, *, final: bool) -> tuple[str, Callable[[], Awaitable[None]]]:
        count, retry = self._claimed.failures + 1, self.type.retry
        if final or count >= retry.attempts:
            return "failed", lambda: self._holding.fail(error, trace)
        return "tried again later", lambda: self._holding.fail_for_now(error, trace, retry.pause(count))


async def _nothing() -> None:
    """The job is another attempt's."""


def _trace(error: BaseException) -> str:
    return redact_text("".join(traceback.format_exception(error)))


def log_fields() -> dict[str, Any]:
    """What log entries say of the job that runs in this task, if any."""
    job = _running.get()
    if job is None:
        return {}
    fields: dict[str, Any] = {"job": job.type, "job_id": str(job.id), "attempt": job.attempt}
    return {**fields, "request_id": job.access.origin.request_id} if job.access.origin.request_id else fields
