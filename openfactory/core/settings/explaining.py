"""Each setting with its value, as it may be shown, and where it is from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, SecretBytes, SecretStr

from openfactory.core.db.url import DatabaseUrlError, parse
from openfactory.core.redaction import MASK, redact, redact_text
from openfactory.core.settings.checking import source
from openfactory.core.settings.layout import Layout, Way, holds_secret
from openfactory.core.settings.sources import Layer


@dataclass(frozen=True)
class Explained:
    """One setting: its key, its value as it may be shown, and where it is from."""

    key: str
    value_shown: str
    source: str
    description: str
    secret: bool


def explain(layout: Layout, layers: Sequence[Layer], way: Way, value: Any) -> Explained:
    """One setting explained. `source` is default, generated, a file, `variable NAME` or command line."""
    field = layout.fields[way]
    origin = source(layers, way)
    if way == ("secret_key",) and value is None:
        origin = "generated"
    shown = _url(value) if way == ("database", "url") else _shown(way[-1], value)
    return Explained(".".join(way), shown, origin, field.description or "", holds_secret(field.annotation))


def _url(value: str) -> str:
    try:
        return str(parse(value))
    except DatabaseUrlError:
        return redact_text(value)


def _shown(name: str, value: Any) -> str:
    if isinstance(value, SecretStr | SecretBytes):
        return MASK if value.get_secret_value() else ""
    if isinstance(value, tuple | list | set | frozenset):
        return ", ".join(_shown(name, item) for item in value)
    if isinstance(value, dict):
        return ", ".join(f"{key}={_shown(str(key), item)}" for key, item in value.items())
    if isinstance(value, BaseModel):
        return f"{{{_shown(name, dict(value))}}}"
    if isinstance(value, bool):
        return str(value).lower()  # as the file writes it
    return "" if value is None else str(redact(name, str(value)))
