"""Mail printed on standard output, so that a developer can follow its links."""

from __future__ import annotations

import sys

from openfactory.core.mail.message import Mail

_LINE = "─" * 72


class ConsoleMailer:
    """Prints recipient, subject and text."""

    def __init__(self, sender: str) -> None:
        self._sender = sender

    async def send(self, mail: Mail) -> None:
        """Print one mail."""
        mail.message(self._sender)  # what SMTP would refuse must not pass here
        shown = f"{_LINE}\nTo: {mail.to}\nSubject: {mail.subject}\n\n{_plain(mail.text)}\n{_LINE}\n"
        sys.stdout.write(shown)
        sys.stdout.flush()


def _plain(text: str) -> str:
    """Text from users must not steer the terminal."""
    return "".join(sign if sign.isprintable() or sign in "\n\t" else "\N{REPLACEMENT CHARACTER}" for sign in text)
