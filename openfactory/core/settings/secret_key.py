"""The server's secret key: by setting, or generated once into the data folder."""

from __future__ import annotations

import os
import secrets
from functools import cache
from hashlib import sha256
from pathlib import Path

from openfactory.core.settings.problems import Problem, SettingsError
from openfactory.core.settings.settings import Settings
from openfactory.core.settings.top import SHORTEST

FILE = "secret.key"


def secret_key(settings: Settings) -> bytes:
    """32 bytes. Several processes may ask at once: all get the same."""
    if settings.secret_key is not None:
        return sha256(settings.secret_key.get_secret_value().encode()).digest()
    return _from_file(settings.data.absolute() / FILE)


@cache
def _from_file(file: Path) -> bytes:
    if not file.exists():
        _generate(file)
    try:
        key = file.read_bytes().strip()
    except OSError as error:
        raise SettingsError([Problem(str(file), f"cannot be read: {error.strerror}")]) from None
    if len(key) < SHORTEST:
        # A crash or a copy can leave a file empty: a key made of it would be one that everybody can work out.
        remedy = "restore it from a backup; without one remove it, and everybody has to sign in again"
        raise SettingsError([Problem(str(file), f"is damaged: it has fewer than {SHORTEST} characters", remedy)])
    return sha256(key).digest()


def _generate(file: Path) -> None:
    """Write a key beside the file, and give it the name only when it is complete."""
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = file.with_name(f".{FILE}.{os.getpid()}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as written:
            written.write(secrets.token_hex(32).encode())
            written.flush()
            os.fsync(written.fileno())
        os.link(draft, file)
    except FileExistsError:
        pass  # another process was quicker, and its key counts
    finally:
        draft.unlink(missing_ok=True)
    _sync(file.parent)


def _sync(folder: Path) -> None:
    """Keep the new name over a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
