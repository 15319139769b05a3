"""What goes wrong with migrations and is for a person to put right."""

from __future__ import annotations


class MigrationError(RuntimeError):
    """The message is for the person who runs migrations, and says what to do where that can be said."""
