"""What members may do with phases and work orders. Only what has a scope here can be done with an API key."""

from __future__ import annotations

from openfactory.core.access import Permission, Role

ALL = (
    Permission(
        "planner.read",
        "See phases and work orders.",
        scopes=frozenset({"project:read", "project:write", "mcp:read"}),
    ),
    Permission(
        "planner.work",
        "Claim work orders, change their status, give evidence.",
        scopes=frozenset({"project:write", "mcp:write"}),
    ),
    Permission(
        "planner.write",
        "Create, change, order and delete phases and work orders.",
        scopes=frozenset({"project:write"}),
    ),
    Permission(
        "planner.manage",
        "End the claims of others.",
        roles=frozenset({Role.ADMIN}),
        scopes=frozenset({"project:write"}),
    ),
)
