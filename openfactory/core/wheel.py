"""A wheel of things that are each to be looked at once in so many seconds: no timer and no task for any of them."""

from __future__ import annotations

from typing import Generic, TypeVar

T = TypeVar("T")


class Wheel(Generic[T]):
    """Things in as many slots as the wheel takes turns to come round; new ones are spread over the slots."""

    def __init__(self, slots: int) -> None:
        self._slots: list[dict[T, None]] = [{} for _ in range(max(1, slots))]
        self._place: dict[T, int] = {}
        self._next = self._now = 0

    def __len__(self) -> int:
        return len(self._place)

    def __contains__(self, item: object) -> bool:
        return item in self._place

    def add(self, item: T) -> None:
        """Put a thing in; it stays until it is taken out."""
        self._next = (self._next + 1) % len(self._slots)
        self._slots[self._next][item] = None
        self._place[item] = self._next

    def discard(self, item: T) -> None:
        """Take it out, if it is in."""
        place = self._place.pop(item, None)
        if place is not None:
            del self._slots[place][item]

    def turn(self) -> list[T]:
        """Go on by one slot: what is in it."""
        self._now = (self._now + 1) % len(self._slots)
        return list(self._slots[self._now])

    def all(self) -> list[T]:
        """Everything that is in."""
        return list(self._place)
