"""When a scheduled job is due: cron's five fields, in UTC."""

from __future__ import annotations

from datetime import UTC, datetime

from cronsim import CronSim, CronSimError


class Schedule:
    """`minute hour day-of-month month day-of-week`, such as `0 3 * * *`: every day at three."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._check()

    def __repr__(self) -> str:
        return f"Schedule({self.text!r})"

    def latest(self, now: datetime) -> datetime | None:
        """The last moment, not after `now`, at which the job was due."""
        # cronsim gives what is strictly before.
        return next(CronSim(self.text, now.astimezone(UTC).replace(second=1, microsecond=0), reverse=True), None)

    def _check(self) -> None:
        try:
            if len(self.text.split()) != 5:
                raise CronSimError("five fields are needed")
            CronSim(self.text, datetime(2000, 1, 1, tzinfo=UTC))
        except CronSimError as error:
            raise ValueError(f"schedule {self.text!r}: {error}") from None
