"""Claims."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from pydantic import Field

from openfactory.blueprints.planner.schemas.fields import Fence
from openfactory.core.http.schemas import In, Moment, Out

Minutes = Annotated[int, Field(ge=5, le=480, description="How long the claim holds from now.")]


class ClaimWorkOrder(In):
    """With the `fence` of a claim of one's own, that is prolonged."""

    minutes: Minutes = 30
    fence: Fence | None = None


class ClaimNext(In):
    """Claim whatever comes next."""

    minutes: Minutes = 30


class ProlongClaim(In):
    """For how long from now. Without the `fence` the claim must be of the same session's user, or the same key."""

    fence: Fence | None = None
    minutes: Minutes = 30


class FenceQuery(In):
    """The claim's fence, for those who hold it."""

    fence: Fence | None = None


class ClaimOut(Out):
    """A claim. Send `fence` with each write: it is refused once somebody else has claimed since."""

    work_order_id: UUID
    key: str
    title: str
    fence: int
    until: Moment
