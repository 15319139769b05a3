"""Tortoise's configuration, from one URL and the tables of the installed modules."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from openfactory.core.db.tables import Tables
from openfactory.core.db.url import DatabaseUrl, DatabaseUrlError, describe, parse, sqlite_url

__all__ = ["DatabaseUrlError", "connection_of", "describe", "sqlite_url", "tortoise_config"]


def tortoise_config(
    url: str,
    tables: Iterable[Tables],
    *,
    pool_min: int = 1,
    pool_max: int = 10,
    statement_seconds: float | None = None,
) -> dict[str, Any]:
    """What `Tortoise.init(config=…)` and `Migrator` take. The pool is PostgreSQL's, and each process's own.

    A statement may take `statement_seconds` on PostgreSQL; migrations, which may take long, give none.

    One process serves one dialect: Tortoise (1.1.9) keeps meta data and caches per model class, and two
    contexts of different dialects break each other.
    """
    given = list(tables)
    apps = {
        item.label: {"models": [item.models], "migrations": item.migrations, "default_connection": "default"}
        for item in given
    }
    if len(apps) != len(given):
        labels = Counter(item.label for item in given)
        twice = ", ".join(sorted(label for label, times in labels.items() if times > 1))
        raise ValueError(f"Several modules call their tables {twice}: labels must differ")
    return {
        "connections": {"default": _connection(parse(url), pool_min, pool_max, statement_seconds)},
        "apps": apps,
        "use_tz": True,
        "timezone": "UTC",
    }


def connection_of(config: dict[str, Any]) -> DatabaseUrl:
    """The database of a configuration made here, to name it or to reach it past Tortoise."""
    connection = config["connections"]["default"]
    given = connection["credentials"]
    if connection["engine"] == "openfactory.core.db.sqlite":
        return DatabaseUrl("sqlite", path=given["file_path"])
    names = ("host", "port", "user", "password", "database")
    options = {"sslmode": given["ssl"]} if "ssl" in given else {}
    return DatabaseUrl("postgres", **{name: given[name] for name in names}, options=options)


def _connection(url: DatabaseUrl, pool_min: int, pool_max: int, statement_seconds: float | None) -> dict[str, Any]:
    if url.dialect == "sqlite":
        credentials: dict[str, Any] = {"file_path": url.path, "synchronous": url.options["synchronous"]}
        if "busy_seconds" in url.options:
            credentials["busy_seconds"] = float(url.options["busy_seconds"])
        return {"engine": "openfactory.core.db.sqlite", "credentials": credentials}
    if not 0 <= pool_min <= pool_max or pool_max < 1:
        raise ValueError("database pool: pool_max must be 1 or more, and pool_min at most as much")
    credentials = {
        "host": url.host,
        "port": url.port,
        "user": url.user,
        "password": url.password,
        "database": url.database,
        "minsize": pool_min,
        "maxsize": pool_max,
        "application_name": url.options.get("application_name", "openfactory"),
        "timeout": float(url.options.get("connect_seconds", 10)),
        "command_timeout": statement_seconds,
    }
    if "sslmode" in url.options:
        credentials["ssl"] = url.options["sslmode"]
    if "statement_cache_size" in url.options:
        credentials["statement_cache_size"] = int(url.options["statement_cache_size"])
    return {"engine": "openfactory.core.db.postgres", "credentials": credentials}
