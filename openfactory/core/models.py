"""Tables of the kernel itself: the event log, stored answers, jobs, usage. Every module stands on them."""

from openfactory.core.events.models import EventCursor, EventStream, LoggedEvent
from openfactory.core.http.models import StoredAnswer
from openfactory.core.jobs.models import JobSchedule, JobStart, StoredJob
from openfactory.core.usage_models import Usage

__models__ = [EventStream, LoggedEvent, EventCursor, StoredAnswer, StoredJob, JobStart, JobSchedule, Usage]
