"""Sending mail: to the console, into a folder, or by SMTP; left by services, and sent by a job."""

from openfactory.core.mail.mailer import Mailer, mailer
from openfactory.core.mail.message import Mail, MailNotSent
from openfactory.core.mail.post import Post

__all__ = ["Mail", "MailNotSent", "Mailer", "Post", "mailer"]
