"""Structured logs: structlog's and the standard library's loggers through one pipeline, secrets masked in it."""

from __future__ import annotations

import logging
import multiprocessing
import os
import sys
from collections.abc import Callable, Mapping, MutableMapping
from contextlib import suppress
from typing import Any

import structlog
from structlog.stdlib import ProcessorFormatter

from openfactory.core import clock
from openfactory.core.log_lines import console, json_line
from openfactory.core.redaction import redact
from openfactory.core.settings.sections import LogSettings

Event = MutableMapping[str, Any]
Source = Callable[[], Mapping[str, Any]]

# Loggers that tell at `info` or `debug` what is ours to tell, or what must not be told: tortoise.db_client writes
# every statement with its parameters. The setting log.levels can open each of them.
_QUIET = (
    "asyncio",
    "httpx",
    "httpcore",
    "aiosqlite",
    "tortoise",
    "asyncpg",
    "sanic.access",
    "sanic.root",
    "redis",
)
# Asked when an entry is written, so that a request which logs nothing pays nothing.
_sources: list[Source] = []


def get_logger(name: str) -> Any:
    """A logger: `log.info("what happened", key=value)`."""
    return structlog.stdlib.get_logger(name)


def add_source(source: Source) -> None:
    """Write what `source()` gives with every entry: the request that is being answered, the job that runs."""
    if source not in _sources:
        _sources.append(source)


def current_fields() -> dict[str, Any]:
    """What the sources give now, for work that goes on elsewhere."""
    return {name: value for source in _sources for name, value in source().items()}


def configure(settings: LogSettings) -> None:
    """Set up logging of this process: in the main process and in each worker. Can be called again."""
    handler = _StandardError()
    render = json_line if settings.format == "json" else console(colors=_colors())
    handler.setFormatter(
        ProcessorFormatter(
            foreign_pre_chain=[_extras, *_SHARED],
            processors=[ProcessorFormatter.remove_processors_meta, render],
        )
    )
    root = logging.getLogger()
    _detach(root)
    root.addHandler(handler)
    for name in list(logging.root.manager.loggerDict):
        _detach(logging.getLogger(name))
    _set_levels(root, settings)
    logging.captureWarnings(True)


def _set_levels(root: logging.Logger, settings: LogSettings) -> None:
    levels = logging.getLevelNamesMapping()
    root.setLevel(levels[settings.level.upper()])
    for name in _QUIET:
        logging.getLogger(name).setLevel(max(logging.WARNING, root.level))
    for name, level in settings.levels.items():
        logging.getLogger(name).setLevel(levels[level.upper()])


def _detach(logger: logging.Logger) -> None:
    """Take away what writes to the terminal past the pipeline; files and test tools keep their handlers."""
    if logger is not logging.root and logger.handlers:
        logger.propagate = True
    for handler in [item for item in logger.handlers if type(item) in (logging.StreamHandler, _StandardError)]:
        logger.removeHandler(handler)


class _StandardError(logging.Handler):
    """Writes to what `sys.stderr` is at the moment, not to what it was when logging was set up."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write one entry."""
        try:
            sys.stderr.write(self.format(record) + "\n")
            sys.stderr.flush()
        except Exception as error:  # logging must not end what it tells about; the entry itself may be secret
            with suppress(Exception):
                sys.stderr.write(f"an entry of {record.name} could not be written: {type(error).__name__}\n")


def _colors() -> bool:
    return sys.stderr.isatty() and not os.environ.get("NO_COLOR")  # https://no-color.org: no setting of ours


def _context(logger: Any, method: str, event: Event) -> Event:
    for source in _sources:
        for name, value in source().items():
            event.setdefault(name, value)
    return event


def _origin(logger: Any, method: str, event: Event) -> Event:
    moment = clock.now().isoformat(timespec="milliseconds")
    event["timestamp"] = moment.removesuffix("+00:00") + "Z"
    event["process"] = multiprocessing.current_process().name  # of a worker: what Sanic calls it
    event["pid"] = os.getpid()
    return event


def _masked(logger: Any, method: str, event: Event) -> Event:
    for name, value in event.items():
        if name[0] != "_":  # structlog's own: the log record, and whether structlog made it
            event[name] = redact(name, value)
    return event


def _extras(logger: Any, method: str, event: Event) -> Event:
    """The fields of Sanic's access entries, which have no text, and what others give as `extra`."""
    structlog.stdlib.ExtraAdder()(logger, method, event)
    event.pop("verbosity", None)  # which of Sanic's own levels an entry is for
    event["event"] = event["event"] or event.get("request", "")
    return event


_SHARED: list[Any] = [
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    _context,
    _origin,
    structlog.processors.StackInfoRenderer(),
    structlog.processors.format_exc_info,
    _masked,
]
# At import, and the same for every setting: what is logged before `configure` goes through the pipeline too.
structlog.configure(
    processors=[
        structlog.stdlib.filter_by_level,
        structlog.stdlib.PositionalArgumentsFormatter(),
        *_SHARED,
        ProcessorFormatter.wrap_for_formatter,
    ],
    logger_factory=structlog.stdlib.LoggerFactory(),
    wrapper_class=structlog.stdlib.BoundLogger,
    cache_logger_on_first_use=True,
)
