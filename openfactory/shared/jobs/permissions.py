"""What members may do with jobs. Only what has a scope here can be done with an API key."""

from __future__ import annotations

from openfactory.core.access import Permission

ALL = (
    Permission("jobs.read", "See the project's jobs.", scopes=frozenset({"project:read", "project:write", "mcp:read"})),
    Permission("jobs.manage", "Cancel jobs, and try failed ones again.", scopes=frozenset({"project:write"})),
)
