"""How much feedback is taken: a key in a web page is known to everybody."""

from __future__ import annotations

from openfactory.blueprints.validator.settings import ValidatorSettings
from openfactory.core.limits import Limit
from openfactory.core.settings import Settings


def _per_address(settings: Settings) -> int:
    return settings.section(ValidatorSettings).address_per_minute


def _per_key(settings: Settings) -> int:
    return settings.section(ValidatorSettings).key_per_minute


# The address first: one that floods is refused before it has used up what all pages with the key share.
ADDRESS = Limit("feedback-address", 60, 60, by="address", setting=_per_address)
KEY = Limit("feedback-key", 600, 60, by="caller", setting=_per_key)
