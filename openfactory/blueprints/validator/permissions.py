"""What callers may do with feedback. The scope `validator:write` sends it, and does nothing else."""

from __future__ import annotations

from openfactory.core.access import Permission, Role

ALL = (
    Permission(
        "validator.submit",
        "Send feedback.",
        scopes=frozenset({"validator:write", "project:write"}),
    ),
    Permission(
        "validator.read",
        "See feedback and its figures.",
        scopes=frozenset({"project:read", "project:write", "mcp:read"}),
    ),
    Permission(
        "validator.write",
        "Change feedback, merge duplicates, make work orders of it.",
        scopes=frozenset({"project:write"}),
    ),
    Permission(
        "validator.manage",
        "Erase feedback.",
        roles=frozenset({Role.ADMIN}),
        scopes=frozenset({"project:write"}),
    ),
)
