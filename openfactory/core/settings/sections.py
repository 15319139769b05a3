"""The kernel's sections of settings. Modules bring theirs in `settings.py`."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, SecretStr, model_validator

from openfactory.core.redaction import redact
from openfactory.core.settings import addresses

Level = Literal["debug", "info", "warning", "error"]


def _listed(value: Any) -> Any:
    """A list that a flag gives as text between commas."""
    return [part.strip() for part in value.split(",") if part.strip()] if isinstance(value, str) else value


Names = Annotated[tuple[str, ...], BeforeValidator(_listed)]


class Section(BaseModel):
    """A part of the settings: unknown keys are refused, and nothing changes once it is loaded."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    def __repr_args__(self) -> Iterable[tuple[str | None, Any]]:
        """Without secrets, also where they are a part of a URL."""
        for name, value in super().__repr_args__():
            yield name, redact(name or "", value) if isinstance(value, str) else value


class ServerSettings(Section):
    """Where and how HTTP is served."""

    host: str = Field(default="127.0.0.1", description="The address to listen on.")
    port: Annotated[int, Field(ge=0, le=65535)] = Field(default=8000, description="The port to listen on.")
    workers: Annotated[int, Field(ge=1, le=256)] | Literal["auto"] = Field(
        default="auto", description="Worker processes; `auto` is one a core, at least 2."
    )
    public_url: Annotated[str | None, AfterValidator(addresses.public_url)] = Field(
        default=None,
        description="Where users reach this server: links in mails and sign-in redirects begin so.",
    )
    cors_origins: Annotated[Names, AfterValidator(addresses.origins)] = Field(
        default=(), description="Browser origins that may call the API with credentials."
    )
    graceful_seconds: Annotated[float, Field(ge=0.1, le=600)] = Field(
        default=15, description="Seconds that requests have to finish when the server stops."
    )
    start_seconds: Annotated[float, Field(ge=0.1, le=600)] = Field(
        default=20, description="Seconds that each module has to start."
    )
    body_limit_bytes: Annotated[int, Field(ge=1024, le=1 << 31)] = Field(
        default=8_000_000, description="Bytes that a body may have; uploads have limits of their own."
    )
    idempotency_hours: Annotated[int, Field(ge=1, le=720)] = Field(
        default=24, description="Hours that the answer to a POST with an Idempotency-Key is kept."
    )
    proxies_count: Annotated[int, Field(ge=0, le=20)] = Field(
        default=0,
        description="Trusted proxies before this server, for the callers' addresses (X-Forwarded-For).",
    )
    real_ip_header: str = Field(default="", description="A header in which a trusted proxy gives the caller's address.")
    forwarded_secret: SecretStr | None = Field(
        default=None, description="The secret by which a proxy proves its `Forwarded` header (RFC 7239)."
    )

    @property
    def worker_count(self) -> int:
        """How many worker processes that is."""
        if self.workers == "auto":
            return max(2, len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 2)
        return self.workers


class DatabaseSettings(Section):
    """Where rows are kept."""

    url: Annotated[str, Field(max_length=2000), AfterValidator(addresses.database)] = Field(
        default="",
        description="`postgres://…` or `sqlite://…`; empty: a SQLite file in the data folder.",
        json_schema_extra={"secret": "url"},
    )
    pool_min: Annotated[int, Field(ge=1, le=100)] = Field(
        default=1, description="PostgreSQL connections kept per process."
    )
    pool_max: Annotated[int, Field(ge=2, le=200)] = Field(
        default=10, description="PostgreSQL connections at most per process."
    )
    statement_seconds: Annotated[float, Field(ge=0.1, le=3600)] = Field(
        default=30,
        description="Seconds that PostgreSQL may take for one statement; then the request is answered with 503.",
    )
    auto_migrate: bool = Field(default=True, description="Whether `serve` applies pending migrations first.")

    @model_validator(mode="after")
    def _minimum_below_maximum(self) -> DatabaseSettings:
        if self.pool_min > self.pool_max:
            raise ValueError(f"pool_min ({self.pool_min}) is more than pool_max ({self.pool_max}): lower it")
        return self


class BrokerSettings(Section):
    """What workers share beside the database."""

    url: Annotated[str, AfterValidator(addresses.broker)] = Field(
        default="",
        json_schema_extra={"secret": "url"},
        description="`redis://…` or `unix://…`; empty: an embedded Valkey; `memory://`: each worker for itself.",
    )
    prefix: Annotated[str, Field(min_length=1, max_length=60, pattern=r"^[\w.-]+$")] = Field(
        default="openfactory", description="What keys and channels begin with, where installations share a broker."
    )


class LiveSettings(Section):
    """Open connections: WebSockets and event streams."""

    replay_days: Annotated[int, Field(ge=1, le=3650)] = Field(
        default=90, description="Days back that a client may resume from; from before it is told to load anew."
    )
    connections_per_user: Annotated[int, Field(ge=1, le=100_000)] = Field(
        default=100, description="Open connections that a user may have; without a broker on each worker."
    )
    subscriptions: Annotated[int, Field(ge=1, le=10_000)] = Field(
        default=100, description="Channels that one connection may follow."
    )
    heartbeat_seconds: Annotated[float, Field(ge=1, le=50)] = Field(
        default=15, description="Seconds between heartbeats; a client that misses two is gone."
    )


class JobsSettings(Section):
    """How background jobs are run."""

    workers: Annotated[int, Field(ge=0, le=64)] = Field(
        default=1, description="Job workers that `serve` starts; 0: none, others run `openfactory worker`."
    )
    slots: Annotated[int, Field(ge=1, le=500)] = Field(default=16, description="Jobs at once in each worker.")
    poll_seconds: Annotated[float, Field(ge=0.05, le=60)] = Field(
        default=1, description="Seconds between looks at the queue, and at whether a running job is to be cancelled."
    )
    lease_seconds: Annotated[float, Field(ge=1, le=3600)] = Field(
        default=30, description="Seconds without a sign of life after which a worker's jobs are given to others."
    )
    stop_seconds: Annotated[float, Field(ge=0, le=3600)] = Field(
        default=10,
        description="Seconds that running jobs have to end when the server stops; then they are queued again.",
    )
    keep_days: Annotated[int, Field(ge=1, le=3650)] = Field(
        default=14, description="Days that jobs are kept which have succeeded or were cancelled."
    )
    keep_failed_days: Annotated[int, Field(ge=1, le=3650)] = Field(
        default=90, description="Days that jobs are kept which have failed for good."
    )


class ModulesSettings(Section):
    """Which modules are served."""

    only: Names = Field(default=(), description="Serve these, with what they require, and no others.")
    enable: Names = Field(default=(), description="Serve these as well.")
    disable: Names = Field(default=(), description="Do not serve these.")


class LogSettings(Section):
    """What is logged, and how."""

    format: Literal["console", "json"] = Field(default="console", description="For people, or one JSON object a line.")
    level: Level = Field(default="info", description="The least that is logged.")
    requests: bool = Field(default=False, description="Whether each request gets a line.")
    levels: dict[str, Level] = Field(
        default_factory=dict,
        description="Levels of single loggers: `httpx=debug,openfactory.requests=warning`.",
    )


class MailSettings(Section):
    """How mail is sent."""

    backend: Literal["console", "file", "smtp"] = Field(default="console", description="Where mail goes.")
    sender: str = Field(default="openfactory <no-reply@localhost>", description="Whom mail is from.")
    host: str = Field(default="localhost", description="The SMTP server.")
    port: Annotated[int, Field(ge=1, le=65535)] = Field(default=587, description="The SMTP server's port.")
    username: str | None = Field(default=None, description="The SMTP user, where the server asks for one.")
    password: SecretStr | None = Field(default=None, description="The SMTP user's password.")
    security: Literal["none", "starttls", "tls"] = Field(default="starttls", description="How SMTP is encrypted.")
    folder: str = Field(default="", description="Where `file` mail goes; empty: `mail` in the data folder.")


class OutgoingSettings(Section):
    """Which private addresses the server may call."""

    allow_private: Annotated[Names, AfterValidator(addresses.private)] = Field(
        default=(),
        description="Host names and networks (CIDR) that outgoing requests may reach though private.",
    )


class MetricsSettings(Section):
    """Who may read the metrics."""

    token: SecretStr | None = Field(
        default=None,
        description="The bearer token for /metrics; without one only this machine may read them.",
    )


class StorageSettings(Section):
    """Where files are kept: by default in the data folder."""

    kind: Literal["local", "s3"] = Field(
        default="local", description="`local`: the folder `files` in the data folder; `s3`: any S3-compatible store."
    )
    bucket: Annotated[str, Field(max_length=255)] = Field(default="", description="The bucket; it must be there.")
    prefix: Annotated[str, Field(max_length=200, pattern=r"^(\w[\w.-]*(/\w[\w.-]*)*)?$")] = Field(
        default="",
        description="What keys begin with. No two installations may share one: each deletes what it does not know.",
    )
    endpoint: Annotated[str, AfterValidator(addresses.store)] = Field(
        default="", description="The store's URL; empty: that of AWS."
    )
    region: Annotated[str, Field(min_length=1, max_length=100)] = Field(default="us-east-1", description="The region.")
    access_key_id: SecretStr | None = Field(
        default=None,
        description="The key's id; without one the credentials of the machine are used (`AWS_…`, its role).",
    )
    secret_access_key: SecretStr | None = Field(default=None, description="The key.")
    allow_http: bool = Field(
        default=False, description="Whether the endpoint may be `http://`: files can then be read on the way."
    )
    virtual_hosted: bool = Field(
        default=False, description="Whether the bucket is a part of the host's name, rather than of the path."
    )
    seconds: Annotated[float, Field(ge=1, le=45)] = Field(
        default=15, description="Seconds that the store has for an answer."
    )

    @model_validator(mode="after")
    def _complete(self) -> StorageSettings:
        if self.kind == "s3" and not self.bucket:
            raise ValueError("kind s3 needs a bucket: set storage.bucket")
        if (self.access_key_id is None) != (self.secret_access_key is None):
            raise ValueError("access_key_id and secret_access_key come together: set both, or neither")
        if self.endpoint.startswith("http://") and not self.allow_http:
            raise ValueError("the endpoint is http://: use https, or set storage.allow_http")
        return self
