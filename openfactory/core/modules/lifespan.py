"""Ordered start, reverse-ordered stop, each with a time limit that names the culprit."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import AsyncExitStack
from time import perf_counter
from types import TracebackType

from openfactory.core.logs import get_logger
from openfactory.core.modules.module import Lifespan
from openfactory.core.modules.scope import Scope

log = get_logger(__name__)


class StartFailed(RuntimeError):
    """A module did not start; the text names it."""


class Lifespans:
    """All modules' lifespans, entered and left in one task, so that task groups and cancel scopes may span them.

    `seconds` is how long each of them may take to start, and to stop.
    """

    def __init__(self, scopes: Sequence[Scope], *, seconds: float = 20.0) -> None:
        self.scopes, self.seconds = scopes, seconds
        self._stop = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Enter them, requirements first. A failure leaves those already entered, and is raised."""
        ready: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._task = asyncio.create_task(self._run(ready), name="module-lifespans")
        await ready

    async def stop(self) -> None:
        """Leave them in reverse order."""
        self._stop.set()
        if self._task is not None:
            await self._task

    async def _run(self, ready: asyncio.Future[None]) -> None:
        try:
            async with AsyncExitStack() as stack:
                for scope in self.scopes:
                    for lifespan in scope.module.lifespans:
                        await self._enter(stack, scope, lifespan)
                ready.set_result(None)
                await self._stop.wait()
        except Exception as error:
            if ready.done():
                log.exception("a module failed while stopping")
            else:
                ready.set_exception(error)

    async def _enter(self, stack: AsyncExitStack, scope: Scope, lifespan: Lifespan) -> None:
        entered = lifespan(scope.context)
        began = perf_counter()
        try:
            async with asyncio.timeout(self.seconds):
                await entered.__aenter__()
        except TimeoutError:
            raise StartFailed(f"module {scope.name!r} did not start within {self.seconds:g} s") from None
        except Exception as error:
            raise StartFailed(f"module {scope.name!r} did not start: {error}") from error
        log.debug("module started", module=scope.name, seconds=round(perf_counter() - began, 3))

        async def leave(
            kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
        ) -> None:
            try:
                async with asyncio.timeout(self.seconds):
                    await entered.__aexit__(None, None, None)
            except TimeoutError:
                log.error("module did not stop in time", module=scope.name, seconds=self.seconds)
            except Exception:
                log.exception("module failed while stopping", module=scope.name)

        stack.push_async_exit(leave)
