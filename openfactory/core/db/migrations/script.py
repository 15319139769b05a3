"""What a migration would run, as text to read or to feed to the database's own shell."""

from __future__ import annotations

from collections.abc import Iterable

from openfactory.core.db.statements import split_statements

SQLITE_HEAD = (
    "-- Run it with PRAGMA foreign_keys=OFF, in one transaction; PRAGMA foreign_key_check before the COMMIT.",
    "-- Triggers and hand-made indexes of a rebuilt table are not in it: only the database knows them.",
)


def as_script(collected: Iterable[str], dialect: str) -> list[str]:
    """Statements that end in a semicolon, between the comments that name the operations."""
    script = list(SQLITE_HEAD) if dialect == "sqlite" else []
    for entry in collected:
        if entry.startswith("-- "):
            script.append(entry)
        else:
            script += [f"{statement};" for statement in split_statements(entry)]
    return script
