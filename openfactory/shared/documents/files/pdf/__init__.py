"""PDF files, set with ReportLab."""

from openfactory.shared.documents.files.pdf.document import write_pdf

__all__ = ["write_pdf"]
