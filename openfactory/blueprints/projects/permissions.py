"""What members may do with projects. Only what has a scope here can be done with an API key."""

from __future__ import annotations

from openfactory.core.access import Permission, Role

ALL = (
    Permission(
        "projects.read",
        "See projects and what is in them.",
        scopes=frozenset({"project:read", "project:write", "mcp:read"}),
    ),
    Permission(
        "projects.write",
        "Create projects, change their names, descriptions and features.",
        scopes=frozenset({"project:write"}),
    ),
    Permission(
        "projects.manage",
        "Change projects' settings; archive and delete projects.",
        roles=frozenset({Role.ADMIN}),
    ),
)
