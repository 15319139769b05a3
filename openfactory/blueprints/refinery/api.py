"""What other modules may call: the Refinery's documents and the requirements in them."""

from __future__ import annotations

from openfactory.blueprints.refinery import subjects as _subjects  # noqa: F401  (requirements become known)
from openfactory.blueprints.refinery.kinds import REFINERY

__all__ = ["REFINERY"]
