"""What an organization uses."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from openfactory.blueprints.organizations.schemas.moments import GivenMoment
from openfactory.core.http.schemas import In, Moment, Out


class UsageQuery(In):
    """From which day on; a moment stands for its day (UTC)."""

    since: Annotated[GivenMoment, Field(description="Otherwise the last thirty days.")] | None = None


class ModelTokens(Out):
    """Tokens that agents have used of one model."""

    model: str
    input_tokens: int
    output_tokens: int


class UsageOut(Out):
    """Use since the beginning of a day; `storageBytes` is what is stored now."""

    since: Moment
    requests: int
    agent_tokens: list[ModelTokens]
    storage_bytes: int
    jobs: int
