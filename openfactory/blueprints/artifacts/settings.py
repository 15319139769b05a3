"""The settings section `artifacts`."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from openfactory.core.settings.sections import Names

_EXECUTABLE = (
    "application/x-msdownload",
    "application/x-executable",
    "application/x-mach-binary",
    "application/x-shockwave-flash",
)
_MIB = 1024 * 1024


class ArtifactSettings(BaseModel):
    """What files may be, how much there may be, and how their text is read."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    largest_bytes: Annotated[int, Field(ge=1, le=1 << 31)] = Field(
        default=50 * _MIB, description="Bytes that a file may have."
    )
    quota_bytes: Annotated[int, Field(ge=1, le=1 << 50)] = Field(
        default=10 * 1024 * _MIB, description="Bytes that the files of one project may have together."
    )
    refused_types: Names = Field(
        default=_EXECUTABLE,
        description="Types that are not taken, by what the content says; `video/*` stands for all of a kind.",
    )
    text_seconds: Annotated[float, Field(ge=1, le=600)] = Field(
        default=60, description="Seconds that reading the text of a file may take."
    )
    text_memory_bytes: Annotated[int, Field(ge=256 * _MIB, le=1 << 36)] = Field(
        default=1024 * _MIB, description="Bytes of memory that reading the text of a file may take."
    )
    text_characters: Annotated[int, Field(ge=1000, le=10_000_000)] = Field(
        default=200_000, description="Characters of a file's text that are kept; the rest is left out."
    )
    keep_deleted_projects_days: Annotated[int, Field(ge=0, le=3650)] = Field(
        default=30, description="Days after which the files of deleted projects are removed from the store."
    )
