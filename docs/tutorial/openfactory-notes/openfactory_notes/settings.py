"""The settings section `notes`."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field


class NotesSettings(BaseModel):
    """How much may be noted."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    most: Annotated[int, Field(ge=1)] = Field(default=1000, description="Notes that a project may have.")
