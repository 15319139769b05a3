"""How often invitations may be sent and tried: mail must not be a weapon, and guessing must be slow."""

from __future__ import annotations

from openfactory.core.limits import Limit

INVITE = Limit("invite", 60, 3600, by="caller")
INVITED_ADDRESS = Limit("invited-address", 10, 3600, by=lambda body: body.email)
ACCEPT_INVITATION = Limit("accept-invitation", 30, 3600, by="caller")
CREATE_API_KEY = Limit("create-api-key", 60, 3600, by="caller")
