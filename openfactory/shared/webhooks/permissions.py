"""What members may do with webhooks. API keys may not: a leaked one would send itself all that happens."""

from __future__ import annotations

from openfactory.core.access import Permission, Role

ALL = (Permission("webhooks.manage", "See, make and change webhooks.", roles=frozenset({Role.ADMIN})),)
