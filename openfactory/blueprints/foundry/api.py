"""What other modules may call: the Foundry's blueprints."""

from __future__ import annotations

from openfactory.blueprints.foundry.kinds import FOUNDRY

__all__ = ["FOUNDRY"]
