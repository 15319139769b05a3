"""What members may do with comments. Only what has a scope here can be done with an API key."""

from __future__ import annotations

from openfactory.core.access import Permission, Role

ALL = (
    Permission("comments.read", "Read comments.", scopes=frozenset({"project:read", "project:write", "mcp:read"})),
    Permission(
        "comments.write",
        "Write comments, change one's own, resolve threads.",
        scopes=frozenset({"project:write", "mcp:write"}),
    ),
    Permission("comments.moderate", "Delete anybody's comments.", roles=frozenset({Role.ADMIN})),
)
