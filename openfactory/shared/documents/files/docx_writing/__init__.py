"""Word files, written."""

from openfactory.shared.documents.files.docx_writing.document import write_docx

__all__ = ["write_docx"]
