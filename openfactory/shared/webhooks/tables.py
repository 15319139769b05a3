"""The set of tables of this package, for the modules that stand on it."""

from openfactory.core.db.tables import Tables

TABLES = Tables("webhooks", "openfactory.shared.webhooks.models", "openfactory.migrations.webhooks")
