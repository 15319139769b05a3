"""The settings section `projects`."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from openfactory.core.settings.addresses import origins
from openfactory.core.settings.sections import Names


class ProjectSettings(BaseModel):
    """What projects may be connected to."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    slack_origins: Annotated[Names, AfterValidator(origins)] = Field(
        default=("https://hooks.slack.com",),
        description="Where incoming webhooks of Slack, or of what speaks as it does, may be.",
    )
