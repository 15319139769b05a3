"""Images on the page, scaled to the space there is."""

from __future__ import annotations

import io
from functools import lru_cache

from reportlab.platypus import Flowable, Image

from openfactory.shared.documents.content.nodes import Node
from openfactory.shared.documents.content.text import attribute
from openfactory.shared.documents.files.pdf.styles import Setting
from openfactory.shared.documents.files.pictures import Picture, picture

_POINTS = 72 / 96  # of one pixel, as browsers show images


def drawing(node: Node, setting: Setting) -> Flowable | None:
    """An image of the document, no larger than there is room; None for any other node, and where it is damaged."""
    if node["type"] != "image":
        return None
    try:
        found, data = _prepared(str(attribute(node, "src") or ""))
    except ValueError:
        return None
    wide, high = found.width * _POINTS, found.height * _POINTS
    scale = min(1, setting.width / wide, setting.tallest / high)
    made = Image(io.BytesIO(data), wide * scale, high * scale, hAlign="LEFT")
    made.spaceBefore, made.spaceAfter = 3, 8
    return made


@lru_cache(maxsize=20)
def _prepared(address: str) -> tuple[Picture, bytes]:
    found = picture(address)
    drawn = found.drawn()
    if found.kind == "jpeg" and drawn.size == (found.width, found.height):
        return found, found.data  # goes into the file as it is
    written = io.BytesIO()
    drawn.save(written, "PNG")
    turned = (drawn.width > drawn.height) != (found.width > found.height)
    width, height = (found.height, found.width) if turned else (found.width, found.height)
    return Picture(written.getvalue(), "png", width, height), written.getvalue()
