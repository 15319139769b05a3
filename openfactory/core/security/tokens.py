"""Random tokens and API keys, and the keyed digests under which they are stored."""

from __future__ import annotations

import secrets
import string
import zlib
from hashlib import blake2b
from hmac import compare_digest
from typing import Final

MIN_SECRET_BYTES: Final = 16

API_KEY_PREFIX: Final = "of-key-"
_RANDOM_LENGTH: Final = 32
_CHECK_LENGTH: Final = 6
_SHOWN_LENGTH: Final = 6
_BASE62: Final = string.digits + string.ascii_uppercase + string.ascii_lowercase


def new_token() -> str:
    """256 random bits, safe in URLs, headers and cookies: 43 characters."""
    return secrets.token_urlsafe(32)


def token_digest(secret_key: bytes, token: str, purpose: str) -> bytes:
    """The 32 bytes under which a token or API key is stored and found again.

    Keyed BLAKE2b: a copy of the database is of no use without the secret key, and the digest of one purpose
    (`session`, `password-reset`) never equals that of another. A fast hash is enough, since tokens have 256
    random bits (a key 190) and cannot be guessed; never use it for passwords.
    """
    if len(secret_key) < MIN_SECRET_BYTES:
        raise ValueError(f"The secret key has {len(secret_key)} bytes and needs at least {MIN_SECRET_BYTES}")
    # BLAKE2b takes 64 bytes of key and 16 of personalisation; longer ones are hashed first, as HMAC does it.
    key = secret_key if len(secret_key) <= blake2b.MAX_KEY_SIZE else blake2b(secret_key).digest()
    person = blake2b(purpose.encode(), digest_size=blake2b.PERSON_SIZE).digest()
    # Servers decode the stray bytes of a header to lone surrogates: such a token is wrong, not a failure.
    return blake2b(token.encode("utf-8", "surrogatepass"), key=key, person=person, digest_size=32).digest()


def new_api_key() -> str:
    """A key such as `of-key-…`: 32 random base62 characters (190 bits) and 6 that check them."""
    random = "".join(secrets.choice(_BASE62) for _ in range(_RANDOM_LENGTH))
    return f"{API_KEY_PREFIX}{random}{_check_characters(random)}"


def is_api_key(text: str) -> bool:
    """Whether a credential claims to be an API key, by its first characters."""
    return text.startswith(API_KEY_PREFIX)


def check_api_key(text: str) -> bool:
    """Whether this can be a key at all: a typing error or half a key is found out without the database."""
    if not is_api_key(text):
        return False
    body = text.removeprefix(API_KEY_PREFIX)
    if len(body) != _RANDOM_LENGTH + _CHECK_LENGTH or not set(body) <= set(_BASE62):
        return False
    return compare_digest(body[_RANDOM_LENGTH:], _check_characters(body[:_RANDOM_LENGTH]))


def display_prefix(key: str) -> str:
    """The beginning of a key by which its owner knows it again; 154 bits of it stay unknown."""
    return key[: len(API_KEY_PREFIX) + _SHOWN_LENGTH]


def _check_characters(random: str) -> str:
    """The CRC-32 of the random part in base62, most significant digit first."""
    rest = zlib.crc32(random.encode("ascii"))
    digits = []
    for _ in range(_CHECK_LENGTH):
        rest, digit = divmod(rest, len(_BASE62))
        digits.append(_BASE62[digit])
    return "".join(reversed(digits))
