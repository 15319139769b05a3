"""Word files, read."""

from openfactory.shared.documents.files.docx_reading.document import read_docx

__all__ = ["read_docx"]
