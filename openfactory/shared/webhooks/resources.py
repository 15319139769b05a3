"""What webhooks' entrances find in the module's context."""

from __future__ import annotations

import httpx

from openfactory.core import clock
from openfactory.core.http.context import Context
from openfactory.core.outgoing import outgoing_client
from openfactory.core.security.sealing import Sealer
from openfactory.core.settings import Settings
from openfactory.core.settings.secret_key import secret_key
from openfactory.shared.webhooks.models import Webhook

PURPOSE = "webhook-secret"
SECONDS = 15.0  # for one attempt: looking up the name, connecting, sending, and the answer


class Resources:
    """Opened once per worker by the module's lifespan. `seconds` is what one attempt may take."""

    seconds = SECONDS

    def __init__(self, settings: Settings) -> None:
        self.allow = settings.outgoing.allow_private
        self._sealer = Sealer([secret_key(settings)])
        self.client: httpx.AsyncClient = outgoing_client(self.allow, timeout=SECONDS, total_seconds=SECONDS)

    def seal(self, secret: str) -> str:
        """A secret as it is stored."""
        return self._sealer.seal_text(secret, PURPOSE)

    def secrets(self, webhook: Webhook) -> list[str]:
        """The secrets that sign now, the newest first. Raises BrokenSeal after a change of the server's key."""
        sealed = [webhook.sealed_secret]
        if webhook.previous_sealed and webhook.previous_until and webhook.previous_until > clock.now():
            sealed.append(webhook.previous_sealed)
        return [self._sealer.open_text(item, PURPOSE) for item in sealed]

    async def close(self) -> None:
        """Close the connections."""
        await self.client.aclose()


def resources(context: Context) -> Resources:
    """What was opened."""
    found: Resources = context.webhooks
    return found
