"""Loading settings: flags over environment over file over defaults, and all problems together."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from openfactory.core.settings import sections as kernel
from openfactory.core.settings.layout import Layout
from openfactory.core.settings.problems import Problem, SettingsError
from openfactory.core.settings.settings import Settings
from openfactory.core.settings.sources import COMMAND_LINE, Layer, from_environment, from_file
from openfactory.core.settings.top import TopLevel

SECTIONS: dict[str, type[BaseModel]] = {
    "server": kernel.ServerSettings,
    "database": kernel.DatabaseSettings,
    "broker": kernel.BrokerSettings,
    "jobs": kernel.JobsSettings,
    "live": kernel.LiveSettings,
    "modules": kernel.ModulesSettings,
    "log": kernel.LogSettings,
    "mail": kernel.MailSettings,
    "outgoing": kernel.OutgoingSettings,
    "metrics": kernel.MetricsSettings,
    "storage": kernel.StorageSettings,
}
_RESERVED = {*SECTIONS, *TopLevel.model_fields, "config", "test"}


def load_settings(
    module_sections: Mapping[str, type[BaseModel]] | None = None,
    *,
    file: Path | None = None,
    environ: Mapping[str, str] | None = None,
    overrides: Mapping[str, Any] | None = None,
) -> Settings:
    """The settings of this process. Everything that is wrong with them is in one `SettingsError`.

    `module_sections` are those of all installed modules, served or not; `file` is otherwise the one that
    OPENFACTORY_CONFIG names, or ./openfactory.toml; `overrides` are the flags, by section as in the file.
    """
    layout = Layout({**SECTIONS, **_of_modules(module_sections or {})})
    environment = os.environ if environ is None else environ
    problems: list[Problem] = []
    layers = [
        Layer(COMMAND_LINE, dict(overrides or {})),
        from_environment(layout, environment, problems),
        *from_file(file, environment, problems),
    ]
    return Settings(layout, layers, problems)


def _of_modules(sections: Mapping[str, type[BaseModel]]) -> dict[str, type[BaseModel]]:
    """Sections by their names in the file and in variables, which have no hyphens."""
    found = {name.replace("-", "_"): section for name, section in sections.items()}
    problems = [
        Problem(f"module {name}", "its name is one of the kernel's own settings", "rename the module")
        for name in found.keys() & _RESERVED
    ]
    for name, section in found.items():
        problems += [
            Problem(f"module {name}", f"its setting {field!r} has no default", "give it one; None can mean unset")
            for field, info in section.model_fields.items()
            if info.is_required()
        ]
    if problems:
        raise SettingsError(problems)
    return found
