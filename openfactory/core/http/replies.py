"""What a handler may return where its reply's model does not say it all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Cookie:
    """A cookie to set; an empty value deletes it."""

    name: str
    value: str
    max_age: int | None = None  # seconds
    path: str = "/"
    secure: bool = True


@dataclass(frozen=True)
class Reply:
    """A value with headers or cookies of its own, or with another status of success.

    `version` is the row's, for a versioned route whose value is JSON already; `media_type` that of a text or a
    file, where it is not the route's.
    """

    value: Any = None
    status: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    cookies: Sequence[Cookie] = ()
    version: int | None = None
    media_type: str | None = None
