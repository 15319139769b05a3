"""What a work order is connected with."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, StringConstraints

from openfactory.core.http.schemas import In, Ref


class Connect(In):
    """Something of the project that the work order comes from, refers to, or answers (`feedback_on`)."""

    target_entity_type: Annotated[str, StringConstraints(min_length=1, max_length=60), Field(examples=["feature"])]
    target_entity_id: Annotated[UUID, Ref("feature")]
    edge_type: Literal["derives_from", "references", "feedback_on"]
