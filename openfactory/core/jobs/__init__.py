"""Background jobs: queued with the change, run by workers, each effect in the database exactly once."""

from openfactory.core.jobs.calls import JobCall
from openfactory.core.jobs.declaring import JobType, Rate, job
from openfactory.core.jobs.retrying import NEVER, JobFailed, Retry
from openfactory.core.jobs.running import Job

__all__ = ["NEVER", "Job", "JobCall", "JobFailed", "JobType", "Rate", "Retry", "job"]
