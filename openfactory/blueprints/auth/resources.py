"""What auth's entrances find in the module's context."""

from __future__ import annotations

from openfactory.blueprints.auth.settings import AuthSettings
from openfactory.core.http.context import Context
from openfactory.core.http.credentials import COOKIE
from openfactory.core.http.replies import Cookie
from openfactory.core.mail import Post
from openfactory.core.oidc import SignInClient
from openfactory.core.security.sealing import Sealer
from openfactory.core.settings import Settings
from openfactory.core.settings.secret_key import secret_key


class Resources:
    """Opened once per worker by the module's lifespan."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings.section(AuthSettings)
        self.key = secret_key(settings)
        self.post = Post(self.key)
        self.sealer = Sealer([self.key])
        self.oidc = SignInClient(allow=settings.outgoing.allow_private)
        self.public_url = settings.public_url
        # Cookies go over TLS only where users come by TLS.
        self.secure = self.public_url.startswith("https://")

    def session_cookie(self, token: str) -> Cookie:
        """The cookie of a session; an empty token deletes it."""
        return Cookie(COOKIE, token, max_age=self.settings.session_days * 86_400, secure=self.secure)

    async def close(self) -> None:
        """Close the connections to providers."""
        await self.oidc.close()


def resources(context: Context) -> Resources:
    """Auth's own resources."""
    found: Resources = context.auth
    return found
