"""The settings section `validator`."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

Amount = Annotated[int, Field(ge=1, le=1_000_000)]


class ValidatorSettings(BaseModel):
    """How much feedback is taken, and how long what browsers say of themselves is kept."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    key_per_minute: Amount = Field(
        default=600, description="Feedback that each API key or user may send in a minute, over all workers."
    )
    address_per_minute: Amount = Field(
        default=60, description="Feedback that each client address may send in a minute, over all workers."
    )
    keep_details_days: Annotated[int, Field(ge=0, le=3650)] = Field(
        default=90, description="Days that browserInfo, deviceInfo and sessionData are kept; 0: for ever."
    )
