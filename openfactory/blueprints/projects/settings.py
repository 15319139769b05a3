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
    issue_call_seconds: Annotated[float, Field(ge=1, le=15)] = Field(
        default=15.0, description="How long GitHub or Jira may take to answer one call, in seconds."
    )
    issue_settle_seconds: Annotated[float, Field(ge=0, le=3600)] = Field(
        default=120.0,
        description="After a call to GitHub or Jira whose answer was lost: for how many seconds the issue may still "
        "appear, and no other one is made.",
    )
