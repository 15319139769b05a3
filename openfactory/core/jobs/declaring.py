"""`@job`: one declaration per job, from which queueing, retries, limits and the schedule follow."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from inspect import getdoc
from typing import Any, Concatenate, Generic, ParamSpec

from openfactory.core.jobs.arguments import Arguments
from openfactory.core.jobs.calls import FIRST, LAST, NORMAL, JobCall
from openfactory.core.jobs.retrying import USUAL, Retry
from openfactory.core.jobs.running import Job
from openfactory.core.jobs.schedules import Schedule

P = ParamSpec("P")
Handler = Callable[Concatenate[Job, P], Awaitable[None]]
LONGEST_NAME = 120


@dataclass(frozen=True)
class Rate:
    """At most so many starts in any period of this length, for each organization."""

    starts: int
    per: timedelta

    def __post_init__(self) -> None:
        if self.starts < 1 or self.per <= timedelta():
            raise ValueError("Rate: at least one start in a period longer than nothing")


@dataclass(frozen=True, eq=False)
class JobType(Generic[P]):
    """A declared job. Calling it gives a `JobCall` for `tx.enqueue`, with the arguments checked."""

    name: str
    handler: Handler[P]
    retry: Retry
    timeout: float
    unique: tuple[str, ...] | None
    priority: int
    concurrency: int | None
    rate: Rate | None
    schedule: Schedule | None
    forget: bool
    arguments: Arguments = field(repr=False)

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> JobCall:
        given = self.arguments.write(*args, **kwargs)
        key = None
        if self.unique is not None:
            values = json.loads(given)
            key = json.dumps([values[name] for name in self.unique], sort_keys=True)
        return JobCall(self.name, given, key, self.priority)

    @property
    def summary(self) -> str:
        """The first line of the handler's docstring."""
        return (getdoc(self.handler) or "").partition("\n")[0].rstrip(".")


def job(
    name: str,
    *,
    retry: Retry = USUAL,
    timeout: float = 600.0,
    unique: tuple[str, ...] | None = None,
    priority: int = NORMAL,
    concurrency: int | None = None,
    rate: Rate | None = None,
    schedule: str | None = None,
    forget: bool = False,
) -> Callable[[Handler[P]], JobType[P]]:
    """Declare a job: an async function that takes a `Job` and then its arguments.

    name         `<module>.<what>`; kept in the database, so it stays when the function is renamed
    retry        how often and after which pauses a failed one is tried again
    timeout      seconds that one attempt may take; then it is cancelled, and counts as failed
    unique       names of arguments: a second call with the same values, while one is queued or running, is the
                 same job. `()`: one at a time in each project (or organization, or in the system)
    priority     1 (first) to 9, among the jobs of one organization
    concurrency  how many may run at once for one organization, over all workers
    rate         how often they may start for one organization, over all workers
    schedule     five fields as cron has them, in UTC: queued by the system itself, once over all workers
    forget       the arguments are personal or secret: they are deleted when the job has succeeded
    """
    if name.count(".") != 1 or not all(name.split(".")) or len(name) > LONGEST_NAME:
        raise ValueError(f"a job's name is <module>.<what>, at most {LONGEST_NAME} characters, not {name!r}")
    if not FIRST <= priority <= LAST or timeout <= 0 or (concurrency is not None and concurrency < 1):
        raise ValueError(f"{name}: priority {FIRST} to {LAST}, timeout over 0, concurrency 1 or more")

    def declare(handler: Handler[P]) -> JobType[P]:
        arguments = Arguments.of(name, handler)
        if unknown := set(unique or ()) - set(arguments.names):
            raise ValueError(f"{name}: unique= names no argument {', '.join(sorted(unknown))}")
        if schedule is not None and arguments.required:
            raise ValueError(f"{name}: a job with a schedule takes no arguments")
        return JobType(
            name=name,
            handler=handler,
            retry=retry,
            timeout=timeout,
            # What is still to be done is not queued a second time by the next tick.
            unique=() if schedule is not None and unique is None else unique,
            priority=priority,
            concurrency=concurrency,
            rate=rate,
            schedule=Schedule(schedule) if schedule is not None else None,
            forget=forget,
            arguments=arguments,
        )

    return declare


AnyJob = JobType[Any]
