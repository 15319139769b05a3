"""Addresses in content: which links and images a document may hold.

What is refused here can reach no reader: neither an editor, nor an exported file.
"""

from __future__ import annotations

import re
from typing import Any

LONGEST_LINK = 4000
LARGEST_IMAGE = 2 * 1024 * 1024  # characters of a data: address

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
_LINKS = frozenset({"http", "https", "mailto", "mention"})
_IMAGES = frozenset({"http", "https"})
_DATA_IMAGE = re.compile(r"data:image/(?:png|jpeg|gif|webp);base64,[A-Za-z0-9+/]*={0,2}")
# Browsers drop these inside an address, so that "java\nscript:" becomes a scheme.
_DROPPED = re.compile(r"[\x00-\x20\x7f-\x9f\u200b-\u200f\u2028\u2029\ufeff]+")


def _scheme(address: str) -> str:
    match = _SCHEME.match(_DROPPED.sub("", address))
    return match[1].lower() if match else ""


def check_link(value: Any) -> str:
    """The address of a link: http, https, mailto, a mention, or relative. ValueError for any other."""
    if not isinstance(value, str) or len(value) > LONGEST_LINK:
        raise ValueError(f"an address of at most {LONGEST_LINK} characters is needed")
    if _scheme(value) not in {"", *_LINKS}:
        raise ValueError("links lead to http, https or mailto addresses, or are relative")
    return value


def check_image(value: Any) -> str:
    """The address of an image: http, https, relative, or the image itself as `data:`. ValueError for any other."""
    if not isinstance(value, str) or not value:
        raise ValueError("an address is needed")
    if value.startswith("data:"):
        if len(value) > LARGEST_IMAGE or not _DATA_IMAGE.fullmatch(value):
            raise ValueError(f"a png, jpeg, gif or webp as base64, of at most {LARGEST_IMAGE} characters, is needed")
        return value
    if len(value) > LONGEST_LINK or _scheme(value) not in {"", *_IMAGES}:
        raise ValueError("images are at http or https addresses, relative ones, or data:")
    return value


def is_link(value: Any) -> bool:
    """Whether a link may lead there."""
    return _passes(check_link, value)


def is_image(value: Any) -> bool:
    """Whether an image may be there."""
    return _passes(check_image, value)


def _passes(check: Any, value: Any) -> bool:
    try:
        check(value)
    except ValueError:
        return False
    return True
