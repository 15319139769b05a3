"""What other modules may call: feedback, its figures, and the fence for texts from outside."""

from __future__ import annotations

from openfactory.blueprints.validator import subjects as _subjects  # noqa: F401  (the subject registers there)
from openfactory.blueprints.validator.models import Feedback
from openfactory.blueprints.validator.schemas.feedback import ChangeFeedback, FeedbackQuery, SendFeedback
from openfactory.blueprints.validator.service.changing import change_feedback
from openfactory.blueprints.validator.service.intake import send_feedback
from openfactory.blueprints.validator.service.listing import list_feedback
from openfactory.blueprints.validator.service.reading import WholeFeedback, read_feedback
from openfactory.blueprints.validator.service.stats import read_stats
from openfactory.blueprints.validator.service.work_orders import make_work_order
from openfactory.blueprints.validator.statuses import Category, Source, Status
from openfactory.shared.untrusted import as_untrusted

__all__ = [
    "Category",
    "ChangeFeedback",
    "Feedback",
    "FeedbackQuery",
    "SendFeedback",
    "Source",
    "Status",
    "WholeFeedback",
    "as_untrusted",
    "change_feedback",
    "list_feedback",
    "make_work_order",
    "read_feedback",
    "read_stats",
    "send_feedback",
]
