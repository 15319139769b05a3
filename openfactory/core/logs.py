"""Structured logs: structlog and the standard library's loggers through one pipeline, secrets masked in all of it."""

from __future__ import annotations

import logging
import os
import re
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

from openfactory.core.settings.sections import LogSettings

MASK = "********"
_SECRET_KEY = re.compile(r"authorization|cookie|password|passwd|token|secret|api[-_]?key", re.IGNORECASE)
_SECRET_TEXT = (
    (re.compile(r"(?i)\b(bearer|basic)\s+[\w.~+/=-]{6,}"), rf"\1 {MASK}"),
    (re.compile(r"\bof-key-\w+"), f"of-key-{MASK}"),
    (re.compile(r"(\w+://[^\s:/@]*):[^\s/@]+@"), rf"\1:{MASK}@"),
)
_LEVELS = {"debug": logging.DEBUG, "info": logging.INFO, "warning": logging.WARNING, "error": logging.ERROR}
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

Event = MutableMapping[str, Any]


def get_logger(name: str) -> Any:
    """A logger: `log.info("what happened", key=value)`."""
    return structlog.stdlib.get_logger(name)


def configure(settings: LogSettings) -> None:
    """Set up logging of this process: in the main process and in each worker."""
    shared: list[Any] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.PositionalArgumentsFormatter(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _process_name,
    ]
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            structlog.processors.StackInfoRenderer(),
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.format_exc_info,
                mask_secrets,
                _renderer(settings.format),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(_LEVELS[settings.level])
    for name in _QUIET:
        logging.getLogger(name).setLevel(max(logging.WARNING, root.level))
    for name in ("sanic.root", "sanic.error", "sanic.access", "sanic.server", "sanic.websockets"):
        logger = logging.getLogger(name)
        logger.handlers, logger.propagate = [], True


def mask_secrets(logger: Any, method: str, event: Event) -> Event:
    """Mask values under telling keys, and tokens and passwords within texts, tracebacks included."""
    for key, value in event.items():
        if value is None:
            continue
        event[key] = MASK if _SECRET_KEY.search(key) else _masked(value)
    return event


def _masked(value: Any) -> Any:
    if isinstance(value, str):
        for pattern, mask in _SECRET_TEXT:
            value = pattern.sub(mask, value)
    elif isinstance(value, dict):
        return {key: MASK if _SECRET_KEY.search(str(key)) else _masked(item) for key, item in value.items()}
    elif isinstance(value, (list, tuple)):
        return [_masked(item) for item in value]
    return value


def _process_name(logger: Any, method: str, event: Event) -> Event:
    event["process"] = os.environ.get("SANIC_WORKER_NAME", "main")
    return event


def _renderer(form: str) -> Any:
    if form == "json":
        return structlog.processors.JSONRenderer(default=str)
    plain = structlog.dev.plain_traceback
    return structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty(), exception_formatter=plain)
