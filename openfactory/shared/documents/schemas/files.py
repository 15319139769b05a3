"""Documents as files."""

from __future__ import annotations

from typing import Literal

from openfactory.core.http.schemas import In

Format = Literal["md", "docx", "pdf"]


class ExportQuery(In):
    """As which kind of file."""

    format: Format = "md"
