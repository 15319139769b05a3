"""Database URLs: read with clear refusals, and described without their password.

    sqlite:///absolute/path.sqlite3     sqlite://relative/path.sqlite3?synchronous=NORMAL
    postgres://user:password@host:5432/database?sslmode=require

No message quotes what was given: any part of a URL that cannot be read may be a piece of its password.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import SplitResult, parse_qsl, quote, unquote, urlsplit

SSL_MODES = ("disable", "allow", "prefer", "require", "verify-ca", "verify-full")
SQLITE_OPTIONS = ("synchronous", "busy_seconds")
POSTGRES_OPTIONS = ("host", "sslmode", "application_name", "statement_cache_size", "connect_seconds")


class DatabaseUrlError(ValueError):
    """A database URL that cannot be used; the message never holds any of its password."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"Invalid database URL: {reason}")


@dataclass(frozen=True)
class DatabaseUrl:
    """A URL's parts. `path` is SQLite's file; everything else but `options` is PostgreSQL's."""

    dialect: str
    path: str = ""
    host: str | None = None
    port: int = 5432
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    database: str = ""
    options: dict[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        if self.dialect == "sqlite":
            return f"sqlite://{self.path}"
        user = f"{quote(self.user)}@" if self.user else ""
        host = quote(self.host or "", safe=":/")
        return f"postgres://{user}{f'[{host}]' if ':' in host else host}:{self.port}/{quote(self.database)}"


def parse(url: str) -> DatabaseUrl:
    """The parts of `url`, each decoded and checked."""
    scheme, found, rest = url.partition("://")
    if not found or scheme not in ("sqlite", "postgres", "postgresql"):
        raise DatabaseUrlError("it must begin with sqlite:// or postgres://")
    return _sqlite(rest) if scheme == "sqlite" else _postgres(url)


def describe(url: str) -> str:
    """`url` without its password, for logs and messages."""
    try:
        return str(parse(url))
    except DatabaseUrlError:
        return "a database URL that cannot be read"


def sqlite_url(path: Path) -> str:
    """The URL of an SQLite file, whatever characters its path has."""
    return f"sqlite://{quote(str(path))}"


def _sqlite(rest: str) -> DatabaseUrl:
    path, _, query = rest.partition("?")
    if not path or path == ":memory:" or path.endswith("/"):
        # Several processes serve one database: one in memory would be a different one in each.
        raise DatabaseUrlError("sqlite:// needs the path of a file, as in sqlite:///var/lib/openfactory.sqlite3")
    options = _options(query, SQLITE_OPTIONS)
    options["synchronous"] = options.get("synchronous", "FULL").upper()
    if options["synchronous"] not in ("NORMAL", "FULL", "EXTRA"):
        raise DatabaseUrlError("synchronous must be NORMAL, FULL or EXTRA")
    _number(options, "busy_seconds")
    return DatabaseUrl("sqlite", path=unquote(path), options=options)


def _postgres(url: str) -> DatabaseUrl:
    parts, port = _split(url)
    options = _options(parts.query, POSTGRES_OPTIONS)
    if not (database := unquote(parts.path.removeprefix("/"))) or "/" in database:
        raise DatabaseUrlError("postgres:// needs one database name, as in postgres://host/openfactory")
    if options.get("sslmode", "prefer") not in SSL_MODES:
        raise DatabaseUrlError(f"sslmode must be one of {', '.join(SSL_MODES)}")
    _number(options, "statement_cache_size")
    _number(options, "connect_seconds")
    socket_folder = options.pop("host", None)
    host = parts.hostname and unquote(parts.hostname)
    user = parts.username and unquote(parts.username)
    password = parts.password and unquote(parts.password)
    return DatabaseUrl("postgres", "", host or socket_folder, port, user, password, database, options)


def _split(url: str) -> tuple[SplitResult, int]:
    try:
        parts = urlsplit(url)
        port = parts.port or 5432
    except ValueError:  # its message quotes the port, or what stands in its place: a piece of the password
        parts = None
    if parts is None or parts.fragment or "@" in parts.path + parts.query:
        raise DatabaseUrlError(
            "host or port cannot be read; write special characters in user name and password "
            "percent-encoded (@ %40, : %3A, / %2F, # %23, ? %3F)"
        )
    return parts, port


def _options(query: str, known: tuple[str, ...]) -> dict[str, str]:
    options = dict(parse_qsl(query, keep_blank_values=True))
    if set(options) - set(known):
        raise DatabaseUrlError(f"after the question mark only {', '.join(known)} are known")
    return options


def _number(options: dict[str, str], name: str) -> None:
    if not options.get(name, "0").isdecimal():
        raise DatabaseUrlError(f"{name} must be a whole number")
