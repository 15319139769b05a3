"""What members may do in their organization. Only what has a scope here can be done with an API key."""

from __future__ import annotations

from openfactory.core.access import Permission, Role

_ADMINS = frozenset({Role.ADMIN})

ALL = (
    Permission(
        "organizations.read",
        "See the organization, its members and templates.",
        scopes=frozenset({"project:read"}),
    ),
    Permission("organizations.leave", "Leave the organization."),
    Permission("organizations.use_keys", "Have API keys of one's own."),
    Permission(
        "organizations.manage",
        "Change the organization, its members and everybody's API keys.",
        roles=_ADMINS,
    ),
    Permission("organizations.manage_templates", "Write templates.", roles=_ADMINS),
    Permission("organizations.audit", "Read the audit trail and the usage.", roles=_ADMINS),
)
