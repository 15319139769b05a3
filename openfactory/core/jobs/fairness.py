"""Whose turn it is: round robin over organizations, and over the kinds of jobs within each.

An organization with ten thousand queued jobs gets one slot, then every other organization with something due gets
one, and so on. With `slots` slots in a worker, one organization never holds the last of them: what somebody else
queues finds it free.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import count


@dataclass(frozen=True)
class Due:
    """Jobs of one lane and priority, of which at least one is due. `limit`: how many may start now."""

    lane: str
    priority: int
    limit: int

    @property
    def owner(self) -> str:
        """Whose they are."""
        return self.lane.partition(":")[0]


class Turns:
    """Remembers who was served last, in this worker."""

    def __init__(self, slots: int) -> None:
        self.share = max(1, slots - 1)
        self._numbers = count(1)
        self._served: dict[str, int] = {}

    def pick(self, due: Iterable[Due], free: int, holding: Mapping[str, int]) -> Counter[tuple[str, int]]:
        """How many jobs to take of each lane and priority, at most `free` in all.

        `holding`: slots of this worker that each owner has now.
        """
        by_owner: defaultdict[str, list[Due]] = defaultdict(list)
        for item in due:
            by_owner[item.owner].append(item)
        self._forget({*by_owner, *(item.lane for lanes in by_owner.values() for item in lanes)})
        picked: Counter[tuple[str, int]] = Counter()
        taken: Counter[str] = Counter()  # by lane
        held = Counter(holding)  # by owner
        while picked.total() < free and (owner := self._next_owner(by_owner, taken, held)):
            lane = self._next_lane(by_owner[owner], taken)
            picked[lane.lane, lane.priority] += 1
            taken[lane.lane] += 1
            held[owner] += 1
            self._served[owner] = self._served[lane.lane] = next(self._numbers)
        return picked

    def _next_owner(self, by_owner: Mapping[str, list[Due]], taken: Counter[str], held: Counter[str]) -> str | None:
        waiting = (
            owner
            for owner, lanes in by_owner.items()
            if held[owner] < self.share and any(taken[lane.lane] < lane.limit for lane in lanes)
        )
        return min(waiting, key=self._last, default=None)

    def _next_lane(self, lanes: Iterable[Due], taken: Counter[str]) -> Due:
        open_lanes = (lane for lane in lanes if taken[lane.lane] < lane.limit)
        return min(open_lanes, key=lambda lane: (lane.priority, self._last(lane.lane)))

    def _last(self, name: str) -> int:
        return self._served.get(name, 0)

    def _forget(self, present: set[str]) -> None:
        """Whoever has nothing due has no turn to lose: next time they come first."""
        self._served = {name: number for name, number in self._served.items() if name in present}
