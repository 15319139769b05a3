"""`Settings`: all of them, checked and frozen, picklable for the worker processes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NoReturn, TypeVar, cast

from pydantic import BaseModel, SecretStr

from openfactory.core.db.url import sqlite_url
from openfactory.core.settings.checking import check, combined
from openfactory.core.settings.explaining import Explained, explain
from openfactory.core.settings.layout import Layout
from openfactory.core.settings.problems import Problem, SettingsError
from openfactory.core.settings.sections import (
    BrokerSettings,
    DatabaseSettings,
    JobsSettings,
    LiveSettings,
    LogSettings,
    MailSettings,
    MetricsSettings,
    ModulesSettings,
    OutgoingSettings,
    ServerSettings,
    StorageSettings,
)
from openfactory.core.settings.sources import COMMAND_LINE, Layer
from openfactory.core.settings.top import TopLevel

S = TypeVar("S", bound=BaseModel)


class Settings:
    """All settings, frozen. The kernel's sections are attributes: `settings.server.port`.

    The model of all sections is made at run time, since modules bring sections; so the settings travel to
    spawned workers as their values and their sections' classes, and nothing is read or checked again there.
    """

    data: Path
    secret_key: SecretStr | None
    server: ServerSettings
    database: DatabaseSettings
    broker: BrokerSettings
    jobs: JobsSettings
    live: LiveSettings
    modules: ModulesSettings
    log: LogSettings
    mail: MailSettings
    outgoing: OutgoingSettings
    metrics: MetricsSettings
    storage: StorageSettings

    def __init__(self, layout: Layout, layers: Sequence[Layer], problems: Sequence[Problem] = ()) -> None:
        """`layers`, the strongest first; `problems` found while they were read."""
        model, found = check(layout, layers)
        if model is None or problems or found:
            raise SettingsError([*problems, *found])
        self._set(layout, layers, model)

    def _set(self, layout: Layout, layers: Sequence[Layer], model: TopLevel) -> None:
        vars(self).update(_layout=layout, _layers=tuple(layers), _model=model)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_") or name not in type(self._model).model_fields:
            raise AttributeError(f"there is no setting or section {name!r}")
        return vars(self._model)[name]

    def __setattr__(self, name: str, value: Any) -> NoReturn:
        raise AttributeError(f"settings are frozen: {name} cannot be set; use with_overrides()")

    def __repr__(self) -> str:
        given = [item for item in self.explain() if item.source not in ("default", "generated")]
        return f"Settings({', '.join(f'{item.key}={item.value_shown!r}' for item in given)})"

    def __reduce__(self) -> tuple[Any, ...]:
        layers = [(layer.source, layer.values) for layer in self._layers]
        return _restored, (self._layout.sections, layers, dict(vars(self._model)))

    @property
    def database_url(self) -> str:
        """The database's URL, also where it is the default."""
        return self.database.url or sqlite_url(self.data.absolute() / "openfactory.sqlite3")

    @property
    def public_url(self) -> str:
        """Where users reach this server. Never taken from a request: anybody may write any Host header, and a
        link made from it would carry a password reset to them."""
        server = self.server
        host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(server.host, server.host)  # noqa: S104
        return server.public_url or f"http://{f'[{host}]' if ':' in host else host}:{server.port}"

    @property
    def files(self) -> Path:
        """Where files are kept."""
        return self.data.absolute() / "files"

    def section(self, kind: type[S]) -> S:
        """A module's own section."""
        for name, section in self._layout.sections.items():
            if section is kind:
                return cast(S, vars(self._model)[name])
        raise LookupError(f"no installed module has the section {kind.__name__}")

    def with_overrides(self, overrides: Mapping[str, Any]) -> Settings:
        """The same settings with the command line's on top, by section as in the file."""
        return Settings(self._layout, [Layer(COMMAND_LINE, dict(overrides)), *self._layers])

    def explain(self) -> Iterator[Explained]:
        """Every setting, those without a section first."""
        values = vars(self._model)
        for way in self._layout.fields:
            value = values[way[0]] if len(way) == 1 else getattr(values[way[0]], way[1])
            yield explain(self._layout, self._layers, way, value)


def _restored(
    sections: Mapping[str, type[BaseModel]],
    layers: Sequence[tuple[str, dict[str, Any]]],
    values: dict[str, Any],
) -> Settings:
    settings = Settings.__new__(Settings)
    model = combined(sections).model_construct(**values)
    settings._set(Layout(sections), [Layer(*layer) for layer in layers], model)
    return settings
