"""Signatures as Standard Webhooks has them: https://github.com/standard-webhooks/standard-webhooks."""

from __future__ import annotations

import hmac
import secrets
from base64 import b64decode, b64encode
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

PREFIX = "whsec_"
_BYTES = 32


def new_secret() -> str:
    """A secret as the receiver is given it."""
    return PREFIX + b64encode(secrets.token_bytes(_BYTES)).decode()


def signed_headers(message_id: UUID, at: datetime, body: bytes, keys: Iterable[str]) -> dict[str, str]:
    """The headers of one attempt, with a signature by each of the secrets."""
    timestamp = str(int(at.timestamp()))
    content = f"{message_id}.{timestamp}.".encode() + body
    return {
        "webhook-id": str(message_id),
        "webhook-timestamp": timestamp,
        "webhook-signature": " ".join(_signature(key, content) for key in keys),
    }


def _signature(secret: str, content: bytes) -> str:
    key = b64decode(secret.removeprefix(PREFIX))
    return "v1," + b64encode(hmac.digest(key, content, "sha256")).decode()
