"""The server's secret key: by setting, or generated once into the data folder."""

from __future__ import annotations

import os
import secrets
from functools import cache
from hashlib import sha256
from pathlib import Path

from openfactory.core.settings.loading import Settings

FILE = "secret.key"


def secret_key(settings: Settings) -> bytes:
    """32 bytes. Several processes may ask at once: all get the same."""
    if settings.secret_key is not None:
        return sha256(settings.secret_key.get_secret_value().encode()).digest()
    return _from_file(settings.data.absolute() / FILE)


@cache
def _from_file(file: Path) -> bytes:
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        draft = file.with_name(f".{FILE}.{os.getpid()}.{secrets.token_hex(4)}")
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as written:
            written.write(secrets.token_hex(32).encode())
            written.flush()
            os.fsync(written.fileno())
        try:
            os.link(draft, file)  # fails where another process was quicker: then its key counts
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return sha256(file.read_bytes().strip()).digest()
