"""What each process that the main one starts does first, before Sanic's or a module's code runs in it."""

from __future__ import annotations

import logging
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.context import SpawnContext, SpawnProcess
from typing import Any

from openfactory.core.processes.orphans import die_with_parent

FAILED = "__TERMINATE_EARLY__"  # what a worker says that cannot start (Sanic 25.12.1)
LONGEST_REASON = 500


class Child(SpawnProcess):
    """A process that ends with its parent, and in silence when Ctrl-C reaches it before it has a handler."""

    def start(self) -> None:
        """Start it with SIGINT held back: Ctrl-C goes to the whole group, also while Python imports."""
        with _held_back(signal.SIGINT):
            super().start()

    def run(self) -> None:
        """Run the target."""
        die_with_parent()
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGINT])
        arguments: dict[str, Any] = self._kwargs  # type: ignore[attr-defined]
        if "monitor_publisher" in arguments:
            arguments["monitor_publisher"] = Reporting(arguments["monitor_publisher"])
            logging.getLogger("sanic.error").addFilter(not_reported)
        super().run()


class Context(SpawnContext):
    """Spawns `Child` processes."""

    Process = Child


class Reporting:
    """A worker's way to the manager that adds why it cannot start; Sanic tells only that it cannot."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection

    def send(self, message: Any) -> None:
        """Send what Sanic's multiplexer sends; it does so while it handles the exception."""
        error = sys.exc_info()[1]
        if message == FAILED and error is not None:
            message = f"{FAILED}:{reason(error)}"
        self._connection.send(message)


def reason(error: BaseException) -> str:
    """One line that says what was wrong."""
    text = " ".join(str(error).split())[:LONGEST_REASON]
    return f"{type(error).__name__}: {text}" if text else type(error).__name__


def not_reported(record: logging.LogRecord) -> bool:
    """Keep all but the traceback of a failed start, which the main process tells in one line."""
    repeated = record.funcName in ("worker_serve", "serve_single") and record.exc_info
    return not repeated or logging.getLogger(record.name).isEnabledFor(logging.DEBUG)


@contextmanager
def _held_back(number: signal.Signals) -> Iterator[None]:
    before = signal.pthread_sigmask(signal.SIG_BLOCK, [number])
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
