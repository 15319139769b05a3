"""One mail to one person, and its form on the wire."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8
from email.utils import format_datetime, parseaddr
from unicodedata import category
from uuid import UUID

from openfactory.core import clock
from openfactory.core.ids import uuid7

# No quoted local parts, comments or domain literals: nobody has such an address, and all help to smuggle.
_ADDRESS = re.compile(r"""[^\s@<>()\[\]\\,;:"]+@[^\s@<>()\[\]\\,;:"]+""")


class MailNotSent(Exception):
    """A mail could not be handed over. The text says why, without a password or the mail's content."""


@dataclass(frozen=True)
class Mail:
    """A mail to one address. Raises ValueError for what would become another header or another recipient.

    `id` makes its Message-ID: one that is sent twice is known to be the same.
    """

    to: str
    subject: str
    text: str
    html: str | None = None
    id: UUID = field(default_factory=uuid7)

    def __post_init__(self) -> None:
        # Format characters stay: emoji are made of several, joined by one that is not "printable".
        if any(category(character) in ("Cc", "Zl", "Zp") for character in self.subject):
            raise ValueError("The subject of a mail may not hold line breaks or other control characters")
        parsed_address(self.to, "The recipient of a mail")

    def message(self, sender: str) -> EmailMessage:
        """The message to send, with a date and an id."""
        origin = parsed_sender(sender)
        message = EmailMessage(policy=SMTP if f"{self.to}{origin.addr_spec}".isascii() else SMTPUTF8)
        message["From"] = origin
        message["To"] = parsed_address(self.to, "The recipient of a mail")
        message["Subject"] = self.subject
        message["Date"] = format_datetime(clock.now())
        message["Message-ID"] = f"<{self.id}@{origin.domain}>"
        # RFC 3834: nobody's absence notice should answer this.
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(self.text)
        if self.html is not None:
            message.add_alternative(self.html, subtype="html")
        return message


def parsed_sender(text: str) -> Address:
    """An address, maybe with a name before it; ValueError, which names the setting, for anything else."""
    name, address = parseaddr(text)
    # parseaddr reads the first address and forgets the rest: a line break would be lost in silence.
    return parsed_address(address if text.isprintable() else text, "The sender of mail (mail.sender)", name)


def parsed_address(text: str, what: str, name: str = "") -> Address:
    """The one address that the text is; ValueError, which begins with `what`, for anything else."""
    if not _ADDRESS.fullmatch(text) or not text.isprintable():
        raise ValueError(f"{what} must be one address such as ann@example.org, not {text!r}")
    username, _, domain = text.partition("@")
    return Address(name, username, domain)
