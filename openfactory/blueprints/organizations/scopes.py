"""What an API key can be allowed. Modules add scopes of their own when they are imported."""

from __future__ import annotations

SCOPES: dict[str, str] = {
    "mcp:read": "Read through MCP tools.",
    "mcp:write": "Claim and change work through MCP tools.",
    "validator:write": "Send feedback.",
    "project:read": "Read projects and what is in them.",
    "project:write": "Change what is in projects.",
}


PUBLIC_SCOPES = frozenset({"validator:write"})
"""What may be done with a key that stands in a web page, for everybody to read."""


def register_scope(name: str, summary: str) -> None:
    """Make known a scope that a module's permissions ask for."""
    SCOPES[name] = summary


def known_scope(name: str) -> str:
    """The scope, or a ValueError that names those there are."""
    if name not in SCOPES:
        raise ValueError(f"there is no such scope; there are {', '.join(sorted(SCOPES))}")
    return name
