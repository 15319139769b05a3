"""Mail as .eml files in a folder, which any mail program opens."""

from __future__ import annotations

import asyncio
import os
import secrets
from pathlib import Path

from openfactory.core import clock
from openfactory.core.mail.message import Mail, MailNotSent


class FolderMailer:
    """Writes one file a mail; their names sort by time."""

    def __init__(self, sender: str, folder: Path) -> None:
        self._sender = sender
        self._folder = folder

    async def send(self, mail: Mail) -> None:
        """Write one mail. Its file is there whole, or not at all."""
        content = mail.message(self._sender).as_bytes()
        name = f"{clock.now():%Y%m%dT%H%M%S}-{mail.id}-{secrets.token_hex(2)}.eml"
        try:
            await asyncio.to_thread(_write, self._folder, name, content)
        except OSError as error:
            raise MailNotSent(f"The mail folder {self._folder} cannot be written to: {error.strerror}") from None


def _write(folder: Path, name: str, content: bytes) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    draft = folder / f".{name}.part"
    # For the server's own user alone: a mail may hold a token that resets a password.
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
    draft.rename(folder / name)
