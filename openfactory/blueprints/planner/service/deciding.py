"""What people decide, and agents do not."""

from __future__ import annotations

from openfactory.core.access import Access
from openfactory.core.errors import Denied


def require_person(access: Access) -> None:
    """Refuse an API key: agents propose, people dispose."""
    if access.caller.kind == "api_key":
        raise Denied("a person decides on this: an API key cannot do it")
