"""Migrations: Tortoise's files, operations and model state, run by a guarded runner of our own.

What Tortoise (1.1.9) does by itself loses data on SQLite, and leaves constraints and indexes out on both
databases; each repair stands in this package with its reason, and has a test.
"""

from openfactory.core.db.failures import DatabaseUnavailable
from openfactory.core.db.migrations.errors import MigrationError
from openfactory.core.db.migrations.planning import Status
from openfactory.core.db.migrations.runner import Migrator, Progress, pending

__all__ = ["DatabaseUnavailable", "MigrationError", "Migrator", "Progress", "Status", "pending"]
