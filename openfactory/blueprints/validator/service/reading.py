"""Reading one feedback with all that is known of it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import msgspec

from openfactory.blueprints.validator.service.list_queries import COLUMNS
from openfactory.blueprints.validator.service.listing import shaped
from openfactory.core.access import Access
from openfactory.core.db.queries import Query
from openfactory.core.errors import NotFound
from openfactory.shared.json_values import decoded

_WHOLE = Query(
    "validator.whole",
    f"SELECT {COLUMNS}, w.version, w.category_by, w.status_by, w.priority_by, w.explanation, "
    "@time(w.triaged_at) AS triaged_at, d.device_info, d.session_data "
    "FROM validator_feedback w LEFT JOIN validator_details d ON d.feedback_id = w.id "
    "WHERE w.id = :feedback_id AND w.project_id = :project_id",
)


class WholeFeedback(dict[str, Any]):
    """Feedback as the wire has it, and beside that its row's version."""

    def __init__(self, version: int, content: dict[str, Any]) -> None:
        super().__init__(content)
        self.version = version


async def read_feedback(access: Access, feedback_id: UUID) -> WholeFeedback:
    """Feedback of the project, or 404."""
    row = await _WHOLE.one(project_id=access.project, feedback_id=feedback_id)
    if row is None:
        raise NotFound
    content = shaped(row)
    content["tags"] = msgspec.json.decode(row["tags"])
    content["browserInfo"] = decoded(row["browser_info"])
    content["deviceInfo"] = decoded(row["device_info"])
    content["sessionData"] = decoded(row["session_data"])
    content["explanation"] = decoded(row["explanation"])
    content["triagedAt"] = row["triaged_at"]
    content["decidedBy"] = {
        "category": row["category_by"],
        "priorityScore": row["priority_by"],
        "status": row["status_by"],
    }
    return WholeFeedback(row["version"], content)
