"""Markdown to content and back."""

from openfactory.shared.documents.content.markdown.reading import read_markdown
from openfactory.shared.documents.content.markdown.writing import write_markdown

__all__ = ["read_markdown", "write_markdown"]
