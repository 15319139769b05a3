"""What other modules may call: the Refinery's documents and the requirements in them."""

from __future__ import annotations

from openfactory.blueprints.refinery.kinds import REFINERY

__all__ = ["REFINERY"]
