"""What members may do with integrations. API keys may not: they would send what they like where they like."""

from __future__ import annotations

from openfactory.core.access import Permission, Role

ALL = (Permission("integrations.manage", "Connect the project to other services.", roles=frozenset({Role.ADMIN})),)
