"""Images that a document carries in itself, within bounds. Those at an address are named in files, never fetched."""

from __future__ import annotations

import base64
import binascii
import io
import warnings
from dataclasses import dataclass

from PIL import Image, ImageOps

MOST_PIXELS = 25_000_000
_FORMATS = ("PNG", "JPEG", "GIF", "WEBP")
_LARGEST_SIDE = 2000  # pixels that are drawn on a page: 300 dots per inch over its whole width


@dataclass(frozen=True)
class Picture:
    """An image that can be decoded. `kind` is png, jpeg, gif or webp; width and height are in pixels."""

    data: bytes
    kind: str
    width: int
    height: int

    def drawn(self) -> Image.Image:
        """Its first frame, turned as the camera says, no larger than a page can show. ValueError where damaged."""
        try:
            with Image.open(io.BytesIO(self.data), formats=_FORMATS) as opened:
                image = ImageOps.exif_transpose(opened)
                image.thumbnail((_LARGEST_SIDE, _LARGEST_SIDE))
                return image.convert("RGBA" if image.has_transparency_data else "RGB")
        except (OSError, SyntaxError, EOFError, Image.DecompressionBombError) as error:
            raise ValueError("the image is damaged") from error

    def as_png(self) -> bytes:
        """The same as PNG, for programs that know no WebP."""
        written = io.BytesIO()
        self.drawn().save(written, "PNG")
        return written.getvalue()


def picture(address: str) -> Picture:
    """The image in a `data:` address. ValueError where it is none, is damaged, or has too many pixels."""
    head, _, encoded = address.partition(",")
    if not head.startswith("data:image/"):
        raise ValueError("the image is not in the document")
    try:
        data = base64.b64decode(encoded, validate=True)
        with warnings.catch_warnings(), Image.open(io.BytesIO(data), formats=_FORMATS) as opened:
            kind, (width, height) = str(opened.format).lower(), opened.size
    except (binascii.Error, OSError, SyntaxError, Image.DecompressionBombError) as error:
        raise ValueError("the image is damaged") from error
    if width * height > MOST_PIXELS:  # a few kilobytes can say that they are gigabytes
        raise ValueError("the image has too many pixels")
    return Picture(data, kind, width, height)
