"""The set of tables of this package, for the modules that stand on it."""

from openfactory.core.db.tables import Tables

TABLES = Tables("notifications", "openfactory.shared.notifications.models", "openfactory.migrations.notifications")
