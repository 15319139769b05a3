"""Mail handed to an SMTP server."""

from __future__ import annotations

import ssl
from typing import Literal

import aiosmtplib
from aiosmtplib import SMTPException, SMTPRecipientsRefused, SMTPResponseException, SMTPTimeoutError

from openfactory.core.mail.message import Mail, MailNotSent

Security = Literal["none", "starttls", "tls"]


class SmtpMailer:
    """Opens a connection for each mail: mail is rare, and a kept connection is one more thing that breaks."""

    def __init__(
        self,
        sender: str,
        host: str,
        port: int,
        *,
        security: Security = "starttls",
        username: str | None = None,
        password: str | None = None,
        tls: ssl.SSLContext | None = None,
        timeout: float = 30,
    ) -> None:
        self._sender, self._host, self._port = sender, host, port
        self._security, self._tls = security, tls
        self._username, self._password = username, password
        self._timeout = timeout

    async def send(self, mail: Mail) -> None:
        """Hand one mail over, or raise MailNotSent with the server's reason."""
        message = mail.message(self._sender)
        try:
            await aiosmtplib.send(
                message,
                hostname=self._host,
                port=self._port,
                username=self._username,
                password=self._password,
                use_tls=self._security == "tls",
                # Never None, which is STARTTLS if offered: whoever sits between can take the offer away.
                start_tls=self._security == "starttls",
                tls_context=self._tls,
                timeout=self._timeout,
            )
        except (SMTPException, OSError, ValueError) as error:
            # `from None`: the original may quote the credentials it sent.
            raise MailNotSent(f"The mail server {self._host}:{self._port} {self._reason(error)}") from None

    def _reason(self, error: Exception) -> str:
        if isinstance(error, aiosmtplib.SMTPAuthenticationError):
            return f"refused the user or the password of the settings ({error.code})"
        if isinstance(error, SMTPRecipientsRefused):
            return self._reason(error.recipients[0])
        if isinstance(error, SMTPResponseException):
            return f"refused the mail: {error.code} {self._without_password(error.message)}"
        if isinstance(error, SMTPTimeoutError):
            return f"did not answer within {self._timeout:g} seconds"
        if isinstance(error, ssl.SSLCertVerificationError):
            return f"has no certificate that is trusted here: {error.verify_message}"
        return f"cannot be used: {self._without_password(str(error))}"

    def _without_password(self, text: str) -> str:
        return text.replace(self._password, "********") if self._password else text
