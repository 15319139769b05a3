"""Loading settings: sources in their order, problems all together, and where each value is from.

The combined model is made at run time, since modules bring sections; so `Settings` travels to spawned workers as
its values and its sections' classes.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any, TypeVar, cast

from pydantic import BaseModel, SecretStr, ValidationError, create_model
from pydantic_settings import BaseSettings, EnvSettingsSource, SettingsConfigDict

from openfactory.core.db.url import describe, sqlite_url
from openfactory.core.settings.sections import (
    BrokerSettings,
    DatabaseSettings,
    LogSettings,
    MailSettings,
    MetricsSettings,
    ModulesSettings,
    OutgoingSettings,
    ServerSettings,
)
from openfactory.core.settings.top import TopLevel

PREFIX = "OPENFACTORY_"
# Variables with the prefix that are no settings: the file's name, and the tests' own.
_OTHERS = ("OPENFACTORY_CONFIG", "OPENFACTORY_TEST_", "OPENFACTORY_REQUIRE_SERVICES")
SECTIONS: dict[str, type[BaseModel]] = {
    "server": ServerSettings,
    "database": DatabaseSettings,
    "broker": BrokerSettings,
    "modules": ModulesSettings,
    "log": LogSettings,
    "mail": MailSettings,
    "outgoing": OutgoingSettings,
    "metrics": MetricsSettings,
}
S = TypeVar("S", bound=BaseModel)
Values = dict[str, Any]


class SettingsError(Exception):
    """All that is wrong with the settings, a line each."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(frozen=True)
class Explained:
    """One setting: its key, its value as it may be shown, and where it is from."""

    key: str
    value_shown: str
    source: str
    description: str
    secret: bool


class Settings:
    """All settings, frozen. Sections are attributes: `settings.server.port`."""

    data: Path
    secret_key: SecretStr | None
    server: ServerSettings
    database: DatabaseSettings
    broker: BrokerSettings
    modules: ModulesSettings
    log: LogSettings
    mail: MailSettings
    outgoing: OutgoingSettings
    metrics: MetricsSettings

    def __init__(self, sections: Mapping[str, type[BaseModel]], layers: list[tuple[str, Values]]) -> None:
        self._sections, self._layers = dict(sections), layers
        merged: Values = {}
        for _, values in reversed(layers):
            merged = _merged(merged, values)
        try:
            self._model = _model(self._sections).model_validate(merged)
        except ValidationError as error:
            raise SettingsError([self._problem(item) for item in error.errors(include_input=False)]) from None

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        return getattr(self._model, name)

    def __repr__(self) -> str:
        shown = ", ".join(f"{item.key}={item.value_shown!r}" for item in self.explain() if item.source != "default")
        return f"Settings({shown})"

    def __reduce__(self) -> tuple[Any, ...]:
        return Settings, (self._sections, self._layers)

    @property
    def database_url(self) -> str:
        """The database's URL, also where it is the default."""
        return self.database.url or sqlite_url(self.data.absolute() / "openfactory.sqlite3")

    @property
    def public_url(self) -> str:
        """Where users reach this server. Never taken from a request: anybody may write any Host header, and a
        link made from it would carry a password reset to them."""
        server = self.server
        host = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(server.host, server.host)  # noqa: S104
        return (server.public_url or f"http://{host}:{server.port}").rstrip("/")

    @property
    def files(self) -> Path:
        """Where files are kept."""
        return self.data / "files"

    def section(self, kind: type[S]) -> S:
        """A module's own section."""
        for name, section in self._sections.items():
            if section is kind:
                return cast(S, getattr(self._model, name))
        raise LookupError(f"no installed module has the section {kind.__name__}")

    def with_overrides(self, overrides: Mapping[str, Any]) -> Settings:
        """The same settings with the command line's on top."""
        return Settings(self._sections, [("command line", dict(overrides)), *self._layers])

    def explain(self) -> Iterator[Explained]:
        """Every setting."""
        for name, field in type(self._model).model_fields.items():
            value = getattr(self._model, name)
            if isinstance(value, BaseModel):
                for key, inner in type(value).model_fields.items():
                    yield self._explained((name, key), getattr(value, key), inner)
            else:
                yield self._explained((name,), value, field)

    def _explained(self, way: tuple[str, ...], value: Any, field: Any) -> Explained:
        extra = field.json_schema_extra or {}
        secret = "Secret" in str(field.annotation)
        shown = describe(value) if value and extra.get("secret") == "url" else _shown(value)
        return Explained(".".join(way), shown, self._source(way), field.description or "", secret)

    def _source(self, way: tuple[str, ...]) -> str:
        for source, values in self._layers:
            found: Any = values
            for part in way:
                found = found.get(part, _NOTHING) if isinstance(found, Mapping) else _NOTHING
            if found is not _NOTHING:
                variable = PREFIX + "_".join(way).upper()
                return f"variable {variable}" if source == "environment" else source
        return "default"

    def _problem(self, error: Any) -> str:
        way = tuple(map(str, error["loc"]))
        key, source = ".".join(way), self._source(way[:2])
        if error["type"] == "extra_forbidden":
            return f"{key} ({source}): there is no such setting{self._guess(way)}"
        return f"{key} ({source}): {error['msg']}"

    def _guess(self, way: tuple[str, ...]) -> str:
        known = [
            item
            for name, section in self._sections.items()
            for item in (f"{name}.{field}" for field in section.model_fields)
        ]
        known += [*self._sections, *TopLevel.model_fields]
        close = get_close_matches(".".join(way[:2]), known, 1)
        if close:
            return f"; did you mean {close[0]}?"
        return "" if len(way) > 1 else ": no installed module has a section of this name"


def load_settings(
    module_sections: Mapping[str, type[BaseModel]] | None = None,
    *,
    file: Path | None = None,
    environ: Mapping[str, str] | None = None,
    overrides: Mapping[str, Any] | None = None,
) -> Settings:
    """The settings of this process. Everything that is wrong with them is in one `SettingsError`."""
    sections = {**SECTIONS, **(module_sections or {})}
    environment = os.environ if environ is None else environ
    layers = [
        ("command line", dict(overrides or {})),
        ("environment", _from_environment(sections, environment)),
        *_from_file(file, environment),
    ]
    return Settings(sections, layers)


_NOTHING = object()


def _model(sections: Mapping[str, type[BaseModel]]) -> type[BaseModel]:
    fields: dict[str, Any] = {name: (section, section()) for name, section in sections.items()}
    return create_model("AllSettings", __base__=TopLevel, **fields)


def _from_environment(sections: Mapping[str, type[BaseModel]], environment: Mapping[str, str]) -> Values:
    given = {name.upper(): value for name, value in environment.items() if name.upper().startswith(PREFIX)}
    given = {name: value for name, value in given.items() if not name.startswith(_OTHERS)}
    known = {PREFIX + name.upper() for name in TopLevel.model_fields}
    known |= {f"{PREFIX}{name}_{field}".upper() for name, section in sections.items() for field in section.model_fields}
    if unknown := sorted(set(given) - known):
        raise SettingsError([_unknown_variable(name, known) for name in unknown])
    fields: dict[str, Any] = {name: (section | None, None) for name, section in sections.items()}
    reader = create_model("Environment", __base__=_Environment, **fields)
    source = EnvSettingsSource(reader, env_nested_max_split=1)
    source.env_vars = {name.lower(): value for name, value in given.items()}
    return source()


def _unknown_variable(name: str, known: set[str]) -> str:
    close = get_close_matches(name, known, 1)
    return f"variable {name}: there is no such setting" + (f"; did you mean {close[0]}?" if close else "")


class _Environment(BaseSettings, TopLevel):
    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_nested_delimiter="_", env_nested_max_split=1, extra="ignore"
    )


def _from_file(file: Path | None, environment: Mapping[str, str]) -> list[tuple[str, Values]]:
    named = file or (Path(environment["OPENFACTORY_CONFIG"]) if environment.get("OPENFACTORY_CONFIG") else None)
    found = named or Path("openfactory.toml")
    if named is None and not found.exists():
        return []
    try:
        return [(found.name, tomllib.loads(found.read_text("utf-8")))]
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError([f"{found}: cannot be read: {error}"]) from None


def _merged(under: Values, over: Mapping[str, Any]) -> Values:
    result = dict(under)
    for key, value in over.items():
        if isinstance(value, Mapping) and isinstance(result.get(key), Mapping):
            result[key] = _merged(dict(result[key]), value)
        else:
            result[key] = value
    return result


def _shown(value: Any) -> str:
    if isinstance(value, SecretStr):
        return "********" if value.get_secret_value() else ""
    if isinstance(value, tuple):
        return ", ".join(map(str, value))
    return "" if value is None else str(value)
