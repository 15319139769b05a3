"""A .docx file as bytes: what it is, and its parts within bounds. Nothing is unpacked that is not read."""

from __future__ import annotations

import io
import zipfile
import zlib

MOST_ENTRIES = 10_000
LARGEST_PART = 48 * 1024 * 1024  # bytes, unpacked
LARGEST_ALL = 96 * 1024 * 1024
_COMPRESSIONS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # what old Word files and encrypted new ones begin with
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


class Archive:
    """The parts by name. ValueError, in one sentence, for what is no .docx file or cannot be read."""

    def __init__(self, data: bytes) -> None:
        _check(data)
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
            entries = self._zip.infolist()
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
            raise ValueError("The file is damaged: it cannot be unpacked.") from error
        if len(entries) > MOST_ENTRIES:
            raise ValueError("The file has too many parts.")
        self._entries = {entry.filename.lstrip("/").lower(): entry for entry in entries}
        self._left = LARGEST_ALL

    def __contains__(self, name: str) -> bool:
        return name.lstrip("/").lower() in self._entries

    def read(self, name: str, largest: int = LARGEST_PART) -> bytes:
        """A part of at most so many bytes. ValueError where it is missing, damaged, encrypted or larger."""
        entry = self._entries.get(name.lstrip("/").lower())
        if entry is None:
            raise ValueError("The file is damaged: a part is missing.")
        if entry.flag_bits & 1:
            raise ValueError("The file is encrypted.")
        if entry.compress_type not in _COMPRESSIONS:
            raise ValueError("The file is compressed in a way that Word does not use.")
        data = self._unpacked(entry, min(largest, self._left))
        self._left -= len(data)
        return data

    def _unpacked(self, entry: zipfile.ZipInfo, largest: int) -> bytes:
        try:
            with self._zip.open(entry) as part:
                data = part.read(largest + 1)  # what an entry says of its size proves nothing
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, NotImplementedError) as error:
            raise ValueError("The file is damaged: a part cannot be unpacked.") from error
        if len(data) > largest:
            raise ValueError("The file is too large when it is unpacked.")
        return data


def _check(data: bytes) -> None:
    """Refuse, with its name, what people take for a .docx file."""
    start = data[:2048].lstrip()
    if data.startswith(_OLE):
        if _ENCRYPTED in data:
            raise ValueError("The file is encrypted: remove its password in Word first.")
        raise ValueError("The file is of an old version of Word (.doc): save it as .docx first.")
    if start.startswith(b"{\\rtf"):
        raise ValueError("The file is in Rich Text Format (.rtf): save it as .docx first.")
    if start.startswith(b"%PDF"):
        raise ValueError("The file is a PDF, not a Word file (.docx).")
    if not data.startswith(b"PK"):
        raise ValueError("The file is not a Word file (.docx).")
