"""What integrations' entrances find in the module's context."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import httpx

from openfactory.core.http.context import Context
from openfactory.core.outgoing import outgoing_client
from openfactory.core.security.sealing import Sealer
from openfactory.core.settings import Settings
from openfactory.core.settings.secret_key import secret_key

PURPOSE = "integration"
SECONDS = 15.0


class Resources:
    """Opened once per worker by the module's lifespan. `slack_origins` is where Slack may be."""

    def __init__(
        self,
        settings: Settings,
        *,
        slack_origins: Sequence[str],
        issue_call_seconds: float = SECONDS,
        issue_settle_seconds: float = 120.0,
    ) -> None:
        self.slack_origins = tuple(slack_origins)
        self.allow = settings.outgoing.allow_private
        self.issue_call_seconds = issue_call_seconds
        self.issue_settle = timedelta(seconds=issue_settle_seconds)
        self._sealer = Sealer([secret_key(settings)])
        self.client: httpx.AsyncClient = outgoing_client(
            settings.outgoing.allow_private, timeout=SECONDS, total_seconds=SECONDS
        )
        # Lists of issues come with their bodies.
        self.trackers = outgoing_client(self.allow, total_seconds=issue_call_seconds, max_bytes=32 * 1024 * 1024)

    @property
    def issue_lease(self) -> timedelta:
        """How long a caller has to itself: for looking, asking, and looking again."""
        return timedelta(seconds=4 * self.issue_call_seconds)

    def seal(self, text: str) -> str:
        """Settings as they are stored."""
        return self._sealer.seal_text(text, PURPOSE)

    def open(self, sealed: str) -> str:
        """Settings as they were given. Raises BrokenSeal after a change of the server's key."""
        return self._sealer.open_text(sealed, PURPOSE)

    async def close(self) -> None:
        """Close the connections."""
        await self.client.aclose()
        await self.trackers.aclose()


def resources(context: Context) -> Resources:
    """What the module projects has opened for all modules."""
    found: Resources = context.shared["integrations"]
    return found
