"""Sanic's worker manager, mended where a server that must stay up needs it (Sanic 25.12.1).

* A process that dies is started again, after growing pauses where it dies young (sanic-org/sanic#3062).
* A stop signal is only noted by its handler: Sanic's handler talks to the state's process at once, and where it
  interrupts such a talk it corrupts it. It is obeyed also while workers are still starting.
* A failed start ends our own processes, not the whole process group (shell, CI, test runner).
* A worker that does not stop in time is killed: a stop is bounded.
* The state's own process dies with the main one.

Imported by one name from Sanic's `mixins.startup`; `tests/core/processes` proves each of these with real processes.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from multiprocessing import get_context
from multiprocessing.managers import SyncManager
from signal import SIGKILL
from typing import Any

import sanic.mixins.startup
from sanic.exceptions import ServerKilled
from sanic.worker.constants import ProcessState
from sanic.worker.manager import WorkerManager

from openfactory.core.logs import get_logger
from openfactory.core.processes.orphans import die_with_parent

log = get_logger(__name__)
STOP = "__TERMINATE__"  # what Sanic's own monitor understands as a stop
FAILED = "__TERMINATE_EARLY__"  # what a worker says that cannot start


class ServerManager(WorkerManager):
    """Keeps workers and managed processes alive, and stops them in bounded time."""

    start_seconds = 120.0  # for all workers to acknowledge
    stop_seconds = 30.0  # for processes to end before they are killed
    calm_seconds = 40.0  # alive so long, a death counts as the first again
    longest_pause = 30.0
    on_ready: Callable[[], None] = staticmethod(lambda: None)

    def __init__(self, *arguments: Any, **options: Any) -> None:
        self._deaths: dict[str, tuple[int, float]] = {}  # name → deaths in a row, time of the last start
        self._signals = 0
        super().__init__(*arguments, **options)

    def shutdown_signal(self, signal: int, frame: Any) -> None:
        """Note the first signal for the monitor loop; the second one kills."""
        self._signals += 1
        if self._signals == 1:
            self.monitor_publisher.send(STOP)
        else:
            with suppress(ServerKilled):
                self.kill()

    def kill(self) -> None:
        """End our own processes at once."""
        for process in self.processes:
            with suppress(ProcessLookupError):
                os.kill(process.pid, SIGKILL)
            process.set_state(ProcessState.TERMINATED, force=True)
        raise ServerKilled

    def wait_for_ack(self) -> None:
        """Wait until every worker serves; a worker that ends before, or a stop signal, ends the wait."""
        deadline = time.monotonic() + self.start_seconds
        later = []
        while not self._all_workers_ack():
            failed = time.monotonic() > deadline
            if self.monitor_subscriber.poll(0.05):
                message = self.monitor_subscriber.recv()
                if message == STOP:
                    self.monitor_publisher.send(STOP)  # the monitor loop takes it next
                    return
                failed = failed or message == FAILED
                if message != FAILED:
                    later.append(message)
            failed = failed or any(p.pid and not p.is_alive() for p in self.transient_processes)
            if failed:
                log.error("the server does not start: a worker has failed, its reason stands above")
                self.kill()
        for message in later:
            self.monitor_publisher.send(message)
        self.on_ready()

    def join(self) -> None:
        """Wait for all processes to end; kill those that take too long."""
        deadline = time.monotonic() + self.stop_seconds
        for process in list(self.processes):
            process._current_process.join(max(0.0, deadline - time.monotonic()))
            if process.is_alive():
                log.warning("a process does not stop: it is killed", name=process.name, pid=process.pid)
                with suppress(ProcessLookupError):
                    os.kill(process.pid, SIGKILL)
        super().join()

    def _sync_states(self) -> None:
        super()._sync_states()
        if self._shutting_down or self._signals:
            return
        for process in [*self.transient_processes, *self.durable_processes]:
            if process.restartable and process.state in (ProcessState.FAILED, ProcessState.COMPLETED):
                self._revive(process)

    def _revive(self, process: Any) -> None:
        now = time.monotonic()
        deaths, started = self._deaths.get(process.name, (0, 0.0))
        if now - started > self.calm_seconds:
            deaths = 0
        if now < started + min(self.longest_pause, 2.0**deaths - 1):
            return
        self._deaths[process.name] = deaths + 1, now
        log.warning(
            "a process has died and is started again",
            name=process.name,
            pid=process.pid,
            exit_code=process.exitcode,
        )
        process.restart()


def install(*, stop_seconds: float, on_ready: Callable[[], None]) -> None:
    """Let `Sanic.serve` use this manager."""
    options = {"stop_seconds": stop_seconds, "on_ready": staticmethod(on_ready)}
    startup: Any = sanic.mixins.startup
    startup.WorkerManager = type("ServerManager", (ServerManager,), options)
    startup.Manager = _state_manager


def _state_manager() -> SyncManager:
    """`multiprocessing.Manager`, whose process otherwise stays when the main one is killed."""
    manager = SyncManager(ctx=get_context("spawn"))
    manager.start(initializer=partial(die_with_parent, SIGKILL))
    return manager
