"""The set of tables of this package, for the modules that stand on it."""

from openfactory.core.db.tables import Tables

TABLES = Tables("integrations", "openfactory.shared.integrations.models", "openfactory.migrations.integrations")
