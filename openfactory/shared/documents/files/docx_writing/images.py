"""Images in a Word paragraph."""

from __future__ import annotations

from openfactory.shared.documents.files.docx_writing.xml import attribute
from openfactory.shared.documents.files.pictures import Picture

_A = "http://schemas.openxmlformats.org/drawingml/2006/main"
_PICTURE = "http://schemas.openxmlformats.org/drawingml/2006/picture"
_PER_PIXEL = 9525  # English Metric Units, of which an inch has 914,400, at 96 pixels per inch
_PER_TWENTIETH = 635
_HIGHEST = 200 * 36_000  # 200 mm


def drawing(found: Picture, relation: str, number: int, about: tuple[object, object], width: int) -> str:
    """An image in the line, at most `width` twentieths of a point wide. `about`: its description and its title."""
    wide, high = found.width * _PER_PIXEL, found.height * _PER_PIXEL
    scale = min(1.0, width * _PER_TWENTIETH / wide, _HIGHEST / high)
    size = f'cx="{max(1, int(wide * scale))}" cy="{max(1, int(high * scale))}"'
    described, title = (
        f' {name}="{attribute(v)}"' if v else "" for name, v in zip(("descr", "title"), about, strict=True)
    )
    return (
        f'<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent {size}/>'
        f'<wp:docPr id="{number}" name="Picture {number}"{described}{title}/>'
        f'<a:graphic xmlns:a="{_A}"><a:graphicData uri="{_PICTURE}"><pic:pic xmlns:pic="{_PICTURE}">'
        f'<pic:nvPicPr><pic:cNvPr id="{number}" name="Picture {number}"/><pic:cNvPicPr/></pic:nvPicPr>'
        f'<pic:blipFill><a:blip r:embed="{relation}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>'
        f'<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext {size}/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr>'
        "</pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
    )
