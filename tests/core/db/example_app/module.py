"""The example application and its extension as installed modules."""

from __future__ import annotations

from openfactory.core.db.tables import Tables
from openfactory.core.modules.module import Module

example = Module("example", tables=[Tables("example", "example_app.models", "example_app.migrations")])
risk = Module("risk", tables=[Tables("risk", "example_extension.models", "example_extension.migrations")])
