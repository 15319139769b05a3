"""Work on bytes from outside in a process of its own, bounded in time, memory and what it can reach."""

from openfactory.core.isolated.errors import (
    AnswerTooLarge,
    Crashed,
    OutOfMemory,
    OutOfTime,
    Refused,
    Unfinished,
)
from openfactory.core.isolated.running import run_isolated
from openfactory.core.isolated.slots import Slots

__all__ = [
    "AnswerTooLarge",
    "Crashed",
    "OutOfMemory",
    "OutOfTime",
    "Refused",
    "Slots",
    "Unfinished",
    "run_isolated",
]
