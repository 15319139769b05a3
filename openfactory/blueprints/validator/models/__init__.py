"""The validator's tables."""

from openfactory.blueprints.validator.models.counts import TagTally, Tally
from openfactory.blueprints.validator.models.feedback import UNSCORED, Details, Feedback, Tag
from openfactory.blueprints.validator.models.learned import Band, Lesson, Word

__all__ = ["UNSCORED", "Band", "Details", "Feedback", "Lesson", "Tag", "TagTally", "Tally", "Word"]
__models__ = [Feedback, Details, Tag, Tally, TagTally, Band, Lesson, Word]
