"""Images of a Word file: small ones become part of the content, others are named."""

from __future__ import annotations

import base64
import posixpath

from openfactory.shared.documents.content.addresses import is_image
from openfactory.shared.documents.content.nodes import Node
from openfactory.shared.documents.files.docx_reading.parts import Part, Relation
from openfactory.shared.documents.files.docx_reading.xml import Element
from openfactory.shared.documents.files.labels import image_text
from openfactory.shared.documents.files.pictures import picture

LARGEST = 256 * 1024  # bytes
_SIGNATURES = {b"\x89PNG": "png", b"\xff\xd8\xff": "jpeg", b"GIF8": "gif", b"RIFF": "webp"}


def image_in(element: Element, part: Part) -> Node | None:
    """The image in a drawing: a node for it, or a text that names it; None where there is none."""
    about = next(element.iter("wp:docPr"), None)
    described, title = (about.get("descr"), about.get("title")) if about is not None else (None, None)
    relation = _relation(element, part)
    if relation is None:
        graphic = next(element.iter("a:graphicData"), None)
        return {"type": "text", "text": image_text(described or title)} if graphic is not None else None
    source = _source(relation, part)
    if source is None:
        return {"type": "text", "text": image_text(described or title or posixpath.basename(relation.target))}
    about_it = {"alt": (described or "")[:2000] or None, "title": (title or "")[:2000] or None}
    return {"type": "image", "attrs": {"src": source, **about_it}}


def _relation(element: Element, part: Part) -> Relation | None:
    for blip in element.iter("a:blip"):
        return part.relations.get(blip.get("r:embed") or blip.get("r:link") or "")
    for data in element.iter("v:imagedata"):
        return part.relations.get(data.get("r:id") or "")
    return None


def _source(relation: Relation, part: Part) -> str | None:
    if relation.outside:
        return relation.target if relation.target.startswith("http") and is_image(relation.target) else None
    data = part.bytes_of(relation, LARGEST)
    kind = next((kind for start, kind in _SIGNATURES.items() if data and data.startswith(start)), None)
    if data is None or kind is None:
        return None
    address = f"data:image/{kind};base64,{base64.b64encode(data).decode()}"
    try:
        picture(address)
    except ValueError:
        return None
    return address
