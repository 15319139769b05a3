"""A real SMTP server on loopback, which keeps what it is handed and can misbehave."""

from __future__ import annotations

import asyncio
import ssl
import warnings
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Literal, cast

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from openfactory.testing.certificates import certificate_for

Security = Literal["none", "starttls", "tls"]
Failure = Literal["recipient", "data", "silent"]


@dataclass
class SmtpServer:
    """Where the server listens, what it has got, and how it fails from now on.

    `failure`: `recipient` refuses every address, `data` every content, `silent` never greets.
    `tls` is what a client must trust; None where nothing is encrypted.
    """

    port: int
    tls: ssl.SSLContext | None
    failure: Failure | None = None
    host: str = "127.0.0.1"
    messages: list[EmailMessage] = field(default_factory=list)

    async def handle_RCPT(  # noqa: N802 - aiosmtpd calls it so
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Take an address, or refuse it."""
        if self.failure == "recipient":
            return "550 no such mailbox here"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Take a mail, or refuse it."""
        if self.failure == "data":
            return "451 the disk is full"
        message = message_from_bytes(cast(bytes, envelope.content), policy=default)
        self.messages.append(message)
        return "250 OK"


@asynccontextmanager
async def smtp_server(
    *,
    security: Security = "none",
    username: str | None = None,
    password: str = "",
    failure: Failure | None = None,
) -> AsyncIterator[SmtpServer]:
    """A server on a free port. With a user name it asks for that user and password before it takes mail."""
    loop = asyncio.get_running_loop()
    certificate = None if security == "none" else certificate_for("127.0.0.1", "localhost")
    state = SmtpServer(0, certificate.client if certificate else None, failure)

    def connected() -> asyncio.Protocol:
        if state.failure == "silent":
            return asyncio.Protocol()
        with warnings.catch_warnings():
            # aiosmtpd 1.4.6 does not know that the listener encrypts, and warns of passwords in the clear.
            warnings.filterwarnings("ignore", "Requiring AUTH while not requiring TLS")
            return SMTP(
                state,
                hostname="mail.test",
                loop=loop,
                enable_SMTPUTF8=True,
                tls_context=certificate.server if certificate and security == "starttls" else None,
                require_starttls=security == "starttls",
                auth_required=username is not None,
                auth_require_tls=security == "starttls",
                authenticator=lambda *asked: _answer(username, password, asked[-1]),
            )

    encrypted = certificate.server if certificate and security == "tls" else None
    listener = await loop.create_server(connected, state.host, 0, ssl=encrypted)
    state.port = listener.sockets[0].getsockname()[1]
    try:
        yield state
    finally:
        listener.close()
        await listener.wait_closed()


def _answer(username: str | None, password: str, given: object) -> AuthResult:
    right = isinstance(given, LoginPassword) and (given.login, given.password) == (
        (username or "").encode(),
        password.encode(),
    )
    return AuthResult(success=right, handled=False)
