"""What sends mail, chosen by the settings."""

from __future__ import annotations

from pathlib import Path
from ssl import SSLContext
from typing import Protocol

from openfactory.core.mail.console import ConsoleMailer
from openfactory.core.mail.folder import FolderMailer
from openfactory.core.mail.message import Mail
from openfactory.core.mail.smtp import SmtpMailer
from openfactory.core.settings import Settings


class Mailer(Protocol):
    """Hands mail over."""

    async def send(self, mail: Mail) -> None:
        """Send one mail, or raise MailNotSent."""
        ...


def mailer(settings: Settings, *, tls: SSLContext | None = None) -> Mailer:
    """The mailer of the section `mail`. `tls`: which certificates SMTP trusts, by default the system's."""
    mail = settings.mail
    if mail.backend == "console":
        return ConsoleMailer(mail.sender)
    if mail.backend == "file":
        return FolderMailer(mail.sender, Path(mail.folder) if mail.folder else settings.data / "mail")
    return SmtpMailer(
        mail.sender,
        mail.host,
        mail.port,
        security=mail.security,
        username=mail.username,
        password=mail.password.get_secret_value() if mail.password else None,
        tls=tls,
    )
