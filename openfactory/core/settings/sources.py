"""Where values come from: the file, the environment, the command line. Each is a layer over the one before."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo
from pydantic_settings import PydanticBaseSettingsSource

from openfactory.core.settings.layout import PREFIX, Layout, Way, alternatives, variable
from openfactory.core.settings.problems import Problem
from openfactory.core.settings.top import TopLevel

ENVIRONMENT = "environment"
COMMAND_LINE = "command line"
CONFIG = "OPENFACTORY_CONFIG"
# Variables with the prefix that are no settings: the file's name, and what the tests are told.
_OTHERS = re.compile("OPENFACTORY_(CONFIG|REQUIRE_SERVICES|TEST_.*)")
# Kubernetes gives each container the addresses of the services beside it, by name: one named `openfactory`, or
# `openfactory-…`, brings variables with our prefix.
_KUBERNETES = re.compile(
    r"OPENFACTORY_(\w+_)?(SERVICE_HOST|SERVICE_PORT(_\w+)?|PORT_\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?)"
)
_KUBERNETES_PORT = re.compile(r"(tcp|udp|sctp)://\S+")


class Layer(PydanticBaseSettingsSource):
    """Values by section, as one source gives them."""

    def __init__(self, source: str, values: dict[str, Any]) -> None:
        super().__init__(TopLevel)
        self.source, self.values = source, values

    def get_field_value(self, field: FieldInfo, field_name: str) -> tuple[Any, str, bool]:
        """One value, with its key, and that it needs no decoding."""
        return self.values.get(field_name), field_name, False

    def __call__(self) -> dict[str, Any]:
        return self.values

    def holds(self, way: Way) -> bool:
        """Whether it says something about the setting."""
        found: Any = self.values
        for part in way:
            if not isinstance(found, Mapping) or part not in found:
                return False
            found = found[part]
        return True

    def name(self, way: Way) -> str:
        """Where in it the setting is, for people."""
        return f"variable {variable(way[:2])}" if self.source == ENVIRONMENT else self.source


def from_file(file: Path | None, environ: Mapping[str, str], problems: list[Problem]) -> list[Layer]:
    """`file`, else the one that OPENFACTORY_CONFIG names, else openfactory.toml where there is one."""
    named = file or (Path(environ[CONFIG]) if environ.get(CONFIG) else None)
    found = named or Path("openfactory.toml")
    if named is None and not found.exists():
        return []
    try:
        return [Layer(found.name, tomllib.loads(found.read_text("utf-8")))]
    except tomllib.TOMLDecodeError as error:
        problems.append(Problem(str(found), f"cannot be read: {str(error).lower()}"))
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        problems.append(Problem(str(found), f"cannot be read: {reason}"))
    return []


def from_environment(layout: Layout, environ: Mapping[str, str], problems: list[Problem]) -> Layer:
    """Variables OPENFACTORY_<SECTION>_<FIELD>; one that is empty counts as not set."""
    values: dict[str, Any] = {}
    cluster = "KUBERNETES_SERVICE_HOST" in environ
    for name, text in sorted((name.upper(), text) for name, text in environ.items()):
        if not name.startswith(PREFIX) or _OTHERS.fullmatch(name):
            continue
        way = layout.of_variable(name)
        if cluster and _is_of_kubernetes(name, text, known=way is not None):
            continue
        if way is None:
            near = layout.near_variable(name)
            problems.append(Problem.unknown(f"variable {name}", near))
        elif text:
            _put(values, way, _decoded(layout, way, text, problems))
    return Layer(ENVIRONMENT, values)


def _is_of_kubernetes(name: str, text: str, *, known: bool) -> bool:
    if name.endswith("_PORT") and _KUBERNETES_PORT.fullmatch(text):
        return True
    return not known and _KUBERNETES.fullmatch(name) is not None


def _put(values: dict[str, Any], way: Way, value: Any) -> None:
    for part in way[:-1]:
        values = values.setdefault(part, {})
    values[way[-1]] = value


def _decoded(layout: Layout, way: Way, text: str, problems: list[Problem]) -> Any:
    """Text as it is; lists as JSON or between commas; tables as JSON or `name=value` between commas."""
    kinds = {get_origin(kind) or kind for kind in alternatives(layout.fields[way].annotation)}
    table = any(kind is dict or (isinstance(kind, type) and issubclass(kind, BaseModel)) for kind in kinds)
    if not table and not kinds & {tuple, list, set, frozenset}:
        return text
    if text.lstrip().startswith(("{", "[")):
        return _from_json(way, text, problems)
    parts = [part.strip() for part in text.split(",") if part.strip()]
    if not table:
        return parts
    return {name.strip(): value.strip() for name, _, value in (part.partition("=") for part in parts)}


def _from_json(way: Way, text: str, problems: list[Problem]) -> Any:
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:  # its text quotes nothing of the value, which may be a secret
        where = f"{'.'.join(way)} (variable {variable(way)})"
        problems.append(Problem(where, f"is not JSON: {error.msg} at character {error.colno}"))
        return {} if text.lstrip().startswith("{") else []
