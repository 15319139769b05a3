"""What members may do with files and folders. Only what has a scope here can be done with an API key."""

from __future__ import annotations

from openfactory.core.access import Permission

ALL = (
    Permission(
        "artifacts.read",
        "See folders, see and download artifacts.",
        scopes=frozenset({"project:read", "project:write", "mcp:read"}),
    ),
    Permission(
        "artifacts.write",
        "Upload, rename, move and delete artifacts and folders.",
        scopes=frozenset({"project:write"}),
    ),
)
