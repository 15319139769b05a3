"""How often the public routes may be called: guessing must be slow, and mail must not be a weapon."""

from __future__ import annotations

from openfactory.core.limits import Limit

SIGN_UP = Limit("sign-up", 60, 3600)
SIGN_IN_ADDRESS = Limit("sign-in-address", 60, 60)
SIGN_IN_ACCOUNT = Limit("sign-in-account", 10, 60, by=lambda body: body.email)
RESET_ADDRESS = Limit("reset-address", 30, 3600)
RESET_ACCOUNT = Limit("reset-account", 5, 3600, by=lambda body: body.email)
RESET_TOKEN = Limit("reset-token", 30, 3600)
CHANGE_PASSWORD = Limit("change-password", 10, 600, by="caller")
