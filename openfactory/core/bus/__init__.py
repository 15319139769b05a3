"""Messages between workers and machines: fast hints, of which any may be lost, and none may be waited for."""

from openfactory.core.bus.bus import LARGEST, Bus
from openfactory.core.bus.subscription import GAP, Gap, Subscription

__all__ = ["GAP", "LARGEST", "Bus", "Gap", "Subscription"]
