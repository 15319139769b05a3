"""Who is calling, where, and with which rights."""

from openfactory.core.access.access import Access, Caller, Origin, anonymous
from openfactory.core.access.credentials import Credential, Place
from openfactory.core.access.permissions import KNOWN, PUBLIC, SIGNED_IN, Needs, Permission, Role

__all__ = [
    "KNOWN",
    "PUBLIC",
    "SIGNED_IN",
    "Access",
    "Caller",
    "Credential",
    "Needs",
    "Origin",
    "Permission",
    "Place",
    "Role",
    "anonymous",
]
