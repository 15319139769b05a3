"""When a process that has died is started again: at once, and after growing pauses where it dies young."""

from __future__ import annotations

from dataclasses import dataclass

LONGEST_PAUSE = 30.0  # seconds
CALM = 40.0  # alive so long, a death counts as the first again


@dataclass
class _Record:
    deaths: int = 0
    started: float = float("-inf")


class Restarts:
    """Remembers deaths by name."""

    def __init__(self) -> None:
        self._records: dict[str, _Record] = {}

    def due(self, name: str, now: float) -> bool:
        """Whether a dead process is to be started now; saying so counts as its start."""
        record = self._records.setdefault(name, _Record())
        alive_at_most = now - record.started
        deaths = 0 if alive_at_most > CALM else record.deaths
        if alive_at_most < min(LONGEST_PAUSE, 2.0**deaths - 1):
            return False
        self._records[name] = _Record(deaths + 1, now)
        return True
