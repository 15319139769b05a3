"""Sending mail: to the console, into a folder, or by SMTP."""

from openfactory.core.mail.mailer import Mailer, mailer
from openfactory.core.mail.message import Mail, MailNotSent

__all__ = ["Mail", "MailNotSent", "Mailer", "mailer"]
