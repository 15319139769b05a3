"""What this module's entrances find in its context."""

from __future__ import annotations

from openfactory.core.http.context import Context
from openfactory.core.mail import Post
from openfactory.core.settings import Settings
from openfactory.core.settings.secret_key import secret_key


class Resources:
    """Opened once per worker by the module's lifespan."""

    def __init__(self, settings: Settings) -> None:
        self.key = secret_key(settings)
        self.post = Post(self.key)
        self.public_url = settings.public_url


def resources(context: Context) -> Resources:
    """This module's own resources."""
    found: Resources = context.organizations
    return found
