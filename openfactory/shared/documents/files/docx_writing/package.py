"""The parts of a Word file and how they refer to each other, as a ZIP archive that is the same every time."""

from __future__ import annotations

import hashlib
import io
import zipfile
from dataclasses import dataclass, field
from datetime import UTC, datetime
from urllib.parse import quote

from openfactory.shared.documents.files.docx_writing.xml import HEAD, attribute, text
from openfactory.shared.documents.files.printed import Volume
from openfactory.shared.documents.files.word import APPLICATION

_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_PARTS = {"styles": "styles", "numbering": "numbering", "settings": "settings", "footer1": "footer"}
FOOTER = "rIdfooter1"  # the relation that a section names its footer by
_IN_ADDRESSES = "%/:?#[]@!$&'()*+,;=-._~"


@dataclass
class Package:
    """What the body refers to: links by their address, images by their bytes; each once."""

    links: dict[str, str] = field(default_factory=dict)
    images: dict[str, tuple[str, bytes]] = field(default_factory=dict)

    def link(self, address: str) -> str:
        """The id of the relation to an address."""
        return self.links.setdefault(quote(address, safe=_IN_ADDRESSES), f"rIdLink{len(self.links) + 1}")

    def image(self, data: bytes, kind: str) -> str:
        """The id of the relation to an image."""
        name = f"image-{hashlib.sha256(data).hexdigest()[:24]}.{kind}"
        return self.images.setdefault(name, (f"rIdImage{len(self.images) + 1}", data))[0]

    def save(self, parts: dict[str, str], volume: Volume) -> bytes:
        """The file. `parts`: XML by name: document, styles, numbering, settings, footer1."""
        files = {
            "[Content_Types].xml": _types().encode(),
            "_rels/.rels": _package_relations().encode(),
            "docProps/core.xml": _core(volume).encode(),
            "docProps/app.xml": _application().encode(),
            "word/_rels/document.xml.rels": self._relations().encode(),
            **{f"word/{name}.xml": (HEAD + xml).encode() for name, xml in parts.items()},
            **{f"word/media/{name}": data for name, (_, data) in self.images.items()},
        }
        return _zipped(files, volume.made_at)

    def _relations(self) -> str:
        inner = [_relation(f"rId{name}", f"{_OFFICE}/{kind}", f"{name}.xml") for name, kind in _PARTS.items()]
        images = [_relation(id_, f"{_OFFICE}/image", f"media/{name}") for name, (id_, _) in self.images.items()]
        links = [_relation(id_, f"{_OFFICE}/hyperlink", to, outside=True) for to, id_ in self.links.items()]
        return _relations([*inner, *images, *links])


def _relation(id_: str, kind: str, target: str, *, outside: bool = False) -> str:
    mode = ' TargetMode="External"' if outside else ""
    return f'<Relationship Id="{id_}" Type="{kind}" Target="{attribute(target)}"{mode}/>'


def _relations(found: list[str]) -> str:
    return f'{HEAD}<Relationships xmlns="{_RELATIONS}">{"".join(found)}</Relationships>'


def _package_relations() -> str:
    core = "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties"
    return _relations(
        [
            _relation("rId1", f"{_OFFICE}/officeDocument", "word/document.xml"),
            _relation("rId2", core, "docProps/core.xml"),
            _relation("rId3", f"{_OFFICE}/extended-properties", "docProps/app.xml"),
        ]
    )


def _types() -> str:
    defaults = {
        "rels": "application/vnd.openxmlformats-package.relationships+xml",
        "xml": "application/xml",
        **{kind: f"image/{kind}" for kind in ("png", "jpeg", "gif")},
    }
    overrides = {
        "/word/document.xml": f"{_WORD}.document.main+xml",
        **{f"/word/{name}.xml": f"{_WORD}.{kind}+xml" for name, kind in _PARTS.items()},
        "/docProps/core.xml": "application/vnd.openxmlformats-package.core-properties+xml",
        "/docProps/app.xml": "application/vnd.openxmlformats-officedocument.extended-properties+xml",
    }
    written = [f'<Default Extension="{name}" ContentType="{kind}"/>' for name, kind in defaults.items()]
    written += [f'<Override PartName="{name}" ContentType="{kind}"/>' for name, kind in overrides.items()]
    return f'{HEAD}<Types xmlns="{_TYPES}">{"".join(written)}</Types>'


def _core(volume: Volume) -> str:
    moment = volume.made_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    dates = "".join(
        f'<dcterms:{name} xsi:type="dcterms:W3CDTF">{moment}</dcterms:{name}>' for name in ("created", "modified")
    )
    return (
        f"{HEAD}<cp:coreProperties"
        ' xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"'
        ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{text(volume.title)}</dc:title><dc:subject>{text(volume.subject)}</dc:subject>{dates}"
        f"<dc:language>{text(volume.language)}</dc:language></cp:coreProperties>"
    )


def _application() -> str:
    namespace = "http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"
    return f'{HEAD}<Properties xmlns="{namespace}"><Application>{APPLICATION}</Application></Properties>'


def _zipped(files: dict[str, bytes], made_at: datetime) -> bytes:
    written = io.BytesIO()
    moment = max(made_at.astimezone(UTC), datetime(1980, 1, 1, tzinfo=UTC))  # earlier than that ZIP cannot say
    with zipfile.ZipFile(written, "w") as archive:
        for name, data in files.items():
            entry = zipfile.ZipInfo(name, moment.timetuple()[:6])
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, data)
    return written.getvalue()
