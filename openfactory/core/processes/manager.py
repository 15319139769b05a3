"""Sanic's worker manager, mended where a server that must stay up needs it (Sanic 25.12.1).

* A process that dies is started again, after growing pauses where it dies young (sanic-org/sanic#3062).
* A stop signal is only counted by its handler: Sanic's handler talks to the state's process at once, and where it
  interrupts such a talk it corrupts it. It is obeyed also while workers are still starting.
* A failed start ends our own processes, not the whole process group (shell, CI, test runner), and tells why.
* What is managed with `auto_start=False` starts when all workers serve, so that it does not slow their start.
* Stopping is bounded, has an order, and refuses new connections: the kernel would queue them for nobody.
* The state's own process dies with the main one, and not by a signal to the whole group.

Imported by one name from Sanic's `mixins.startup`; `tests/core/processes` proves each of these with real processes.
"""

from __future__ import annotations

import signal
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from multiprocessing.connection import wait
from multiprocessing.managers import SyncManager
from typing import Any

import sanic.mixins.startup
from sanic.exceptions import ServerKilled
from sanic.worker.constants import ProcessState
from sanic.worker.manager import MonitorCycle, WorkerManager

from openfactory.core import metrics
from openfactory.core.logs import get_logger
from openfactory.core.processes.child import FAILED, Context
from openfactory.core.processes.restarts import Restarts

log = get_logger(__name__)
STOPS_LAST = frozenset({"Broker"})  # what the others need until they have ended


@dataclass
class StopSignals:
    """Counts SIGTERM and SIGINT: the first asks for a graceful stop, the second for an end at once.

    What follows within a second is the same stop: `timeout` and other launchers signal the process and its group.
    """

    count: int = 0
    _last: float = float("-inf")

    def catch(self) -> None:
        """Be the handler of both."""
        signal.signal(signal.SIGTERM, self.note)
        signal.signal(signal.SIGINT, self.note)

    def note(self, *_: Any) -> None:
        """Only count: a handler runs between any two steps of the main process."""
        now = time.monotonic()
        if now - self._last > 1:
            self.count += 1
        self._last = now


@dataclass(frozen=True)
class Watch:
    """What the manager is told about its work, and whom it tells."""

    signals: StopSignals = field(default_factory=StopSignals)
    start_seconds: float = 120.0  # for all workers to serve
    stop_seconds: float = 30.0  # for processes to end before they are killed
    on_ready: Callable[[], None] = lambda: None
    on_failure: Callable[[str], None] = lambda reason: None


class ServerManager(WorkerManager):
    """Keeps workers and managed processes alive, and stops them in order and in bounded time."""

    def __init__(self, watch: Watch, number: int, serve: Any, settings: Any, context: Any, *rest: Any) -> None:
        self.watch = watch
        self._restarts = Restarts()
        super().__init__(number, serve, settings, Context(), *rest)

    def shutdown_signal(self, number: int, frame: Any) -> None:
        """Sanic makes this the handler of both signals."""
        self.watch.signals.note()

    def wait_for_ack(self) -> None:
        """Wait until every worker serves; one that cannot, or a stop signal, ends the wait."""
        deadline = time.monotonic() + self.watch.start_seconds
        later = []
        while not self._all_workers_ack():
            if self.watch.signals.count:
                return
            message = self.monitor_subscriber.recv() if self.monitor_subscriber.poll(0.05) else None
            if failure := _failure(message):
                self._give_up(failure)
            elif message:
                later.append(message)
            elif dead := [p for p in self.transient_processes if p.pid and not p.is_alive()]:
                self._give_up(f"{dead[0].name} ended with exit code {dead[0].exitcode} before it served")
            elif time.monotonic() > deadline:
                self._give_up(f"its workers do not serve after {self.watch.start_seconds:.0f} seconds")
        for message in later:
            self.monitor_publisher.send(message)
        self.watch.on_ready()
        for process in [process for worker in self.workers for process in worker.processes]:
            if process.state is ProcessState.NONE:
                process.start()

    def kill(self) -> None:
        """End our own processes at once."""
        _end(self._running(), 0, self.watch.signals)
        self.cleanup()  # of the states, which Sanic otherwise waits for
        raise ServerKilled

    def shutdown(self) -> None:
        """Begin to stop: `join`, which Sanic calls next, does the work."""
        self._shutting_down = True

    def join(self) -> None:
        """End workers and jobs, and then what they need."""
        self._shutting_down = True
        listener = self._server_settings.get("sock")
        if listener is not None:
            listener.close()  # this process's copy: with the workers' own gone, the port is free
        _end(self._running(lambda ident: ident not in STOPS_LAST), self.watch.stop_seconds, self.watch.signals)
        _end(self._running(), self.watch.stop_seconds, self.watch.signals)

    def _give_up(self, reason: str) -> None:
        self.watch.on_failure(reason)
        self.kill()

    def _running(self, choose: Callable[[str], bool] = lambda ident: True) -> list[Any]:
        return [process._current_process for process in self.processes if choose(process.ident) and process.is_alive()]

    def _all_workers_ack(self) -> bool:
        """A worker acknowledges before its listeners after the start have run, so that is not yet enough."""
        served = [state for state in self.worker_state.values() if state.get("server") and state.get("serving")]
        return len(served) == self.num_server

    def _poll_monitor(self) -> MonitorCycle | None:
        if self.watch.signals.count:
            return MonitorCycle.BREAK
        return super()._poll_monitor()

    def _handle_message(self, message: str) -> MonitorCycle | None:
        if failure := _failure(message):  # of a restarted one: it ends now, and gets its next turn
            log.error("a worker cannot start", reason=failure)
            return MonitorCycle.CONTINUE
        return super()._handle_message(message)

    def _sync_states(self) -> None:
        super()._sync_states()
        for process in [*self.transient_processes, *self.durable_processes]:
            dead = process.restartable and process.state in (ProcessState.FAILED, ProcessState.COMPLETED)
            if dead and not self.watch.signals.count and self._restarts.due(process.name, time.monotonic()):
                log.warning(
                    "a process has died and is started again",
                    name=process.name,
                    pid=process.pid,
                    exit_code=process.exitcode,
                )
                metrics.forget_process(process.pid)
                process.restart()


def install(watch: Watch) -> None:
    """Let `Sanic.serve` use this manager."""
    startup: Any = sanic.mixins.startup
    startup.WorkerManager = partial(ServerManager, watch)
    startup.Manager = _state_manager


def _state_manager() -> SyncManager:
    """`multiprocessing.Manager`, whose process otherwise stays when the main one is killed."""
    manager = SyncManager(ctx=Context())
    # A service manager may send SIGTERM to every process of the server; this one has to be there to the end.
    manager.start(signal.signal, (signal.SIGTERM, signal.SIG_IGN))
    return manager


def _failure(message: Any) -> str | None:
    """Why a worker cannot start, where that is what the message tells."""
    if not isinstance(message, str) or not message.startswith(FAILED):
        return None
    return message.removeprefix(FAILED).removeprefix(":") or "a worker failed"


def _end(processes: Iterable[Any], seconds: float, signals: StopSignals) -> None:
    """Ask processes to end, and kill those that do not in this time, or when a second signal comes.

    They are asked again each second: Sanic ignores signals while it sets its handlers, and uvloop 0.23 loses one
    that comes between two runs of its loop. Whoever ends already must not mind (`lifecycle`).
    """
    left = list(processes)
    begun = asked = time.monotonic()
    for process in left:
        process.terminate()
    while left and signals.count < 2 and time.monotonic() < begun + seconds:
        wait([process.sentinel for process in left], 0.1)
        left = [process for process in left if process.is_alive()]
        if time.monotonic() > asked + 1:
            asked = time.monotonic()
            for process in left:
                process.terminate()
    for process in left:
        if seconds:
            log.warning("a process does not stop: it is killed", name=process.name, pid=process.pid)
        with suppress(ProcessLookupError):
            process.kill()
        process.join()
