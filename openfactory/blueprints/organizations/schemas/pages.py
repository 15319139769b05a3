"""The query of this module's lists: an organization's own things are few, and mostly wanted all at once."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from openfactory.core.http.pages import Page


class LongPage(Page):
    """Up to 500 items at once."""

    limit: Annotated[int, Field(ge=1, le=500, description="At most so many items.")] = 100
