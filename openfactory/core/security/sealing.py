"""Secrets at rest and in cookies: sealed with the server's secret key, readable by nobody else."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from collections.abc import Sequence
from datetime import timedelta

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from openfactory.core import clock
from openfactory.core.security.tokens import MIN_SECRET_BYTES


class BrokenSeal(Exception):
    """What was to be opened is tampered with, too old, or sealed with another key or for another purpose."""

    def __init__(self) -> None:
        super().__init__("The sealed value cannot be opened: damaged, expired, or sealed with another key")


class Sealer:
    """Seals and opens with keys derived from the server's secret keys, one for each purpose.

    The first key seals, each of them opens: to rotate, put a new key in front, `reseal` what is stored, and
    drop the old key then.
    """

    def __init__(self, keys: Sequence[bytes]) -> None:
        if not keys:
            raise ValueError("A Sealer needs at least one secret key")
        if short := [len(key) for key in keys if len(key) < MIN_SECRET_BYTES]:
            raise ValueError(f"A secret key has {short[0]} bytes and needs at least {MIN_SECRET_BYTES}")
        self._keys = tuple(keys)
        self._ciphers: dict[str, MultiFernet] = {}

    def seal(self, content: bytes, purpose: str) -> bytes:
        """Encrypt and authenticate (Fernet). The result is ASCII and safe in URLs and cookies."""
        return self._cipher(purpose).encrypt_at_time(content, _seconds())

    def open(self, sealed: bytes, purpose: str, *, max_age: timedelta | None = None) -> bytes:
        """What was sealed for this purpose, or BrokenSeal; also for one that is older than `max_age`."""
        cipher = self._cipher(purpose)
        try:
            if max_age is None:
                return cipher.decrypt(sealed)
            return cipher.decrypt_at_time(sealed, int(max_age.total_seconds()), _seconds())
        except InvalidToken:
            raise BrokenSeal from None

    def seal_text(self, text: str, purpose: str) -> str:
        """`seal` for text."""
        return self.seal(text.encode(), purpose).decode("ascii")

    def open_text(self, sealed: str, purpose: str, *, max_age: timedelta | None = None) -> str:
        """`open` for text."""
        # A cookie can hold anything; what has no ASCII form was never sealed here.
        return self.open(sealed.encode("ascii", "replace"), purpose, max_age=max_age).decode()

    def reseal(self, sealed: bytes, purpose: str) -> bytes:
        """The same content and age, sealed with the first key."""
        try:
            return self._cipher(purpose).rotate(sealed)
        except InvalidToken:
            raise BrokenSeal from None

    def _cipher(self, purpose: str) -> MultiFernet:
        if purpose not in self._ciphers:
            self._ciphers[purpose] = MultiFernet([Fernet(_derived(key, purpose)) for key in self._keys])
        return self._ciphers[purpose]


def _derived(key: bytes, purpose: str) -> bytes:
    info = f"openfactory seal 1: {purpose}".encode()
    return urlsafe_b64encode(HKDF(algorithm=SHA256(), length=32, salt=None, info=info).derive(key))


def _seconds() -> int:
    return int(clock.now().timestamp())
