"""Interleaved rounds: each server in turn on one route, by the CPU time of its process, all threads of it."""

from __future__ import annotations

import statistics
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import click
import httpx
from contestants import PLAIN, Contestant
from load import Drive

WARM_UP_SECONDS = 1


@dataclass
class Figure:
    """What one server's answers cost on one route: CPU microseconds for each, round by round."""

    route: str
    contestant: Contestant
    costs: list[float] = field(default_factory=list)
    answers: int = 0

    @property
    def least(self) -> float:
        """Of the calmest round."""
        return min(self.costs)

    @property
    def median(self) -> float:
        """Of all rounds."""
        return statistics.median(self.costs)

    def ratio_to(self, yardstick: Figure) -> float:
        """The median of the rounds' ratios: what slows a whole round down slows both."""
        return statistics.median(own / other for own, other in zip(self.costs, yardstick.costs, strict=True))


def check_answers(contestants: Sequence[Contestant], paths: Mapping[str, str], token: str) -> None:
    """Refuse to compare servers that do not give the same answers."""
    headers = {"authorization": f"Bearer {token}"}
    for route, path in paths.items():
        answers = {}
        for contestant in contestants:
            if route in contestant.routes:
                response = httpx.get(contestant.url + path, headers=headers, trust_env=False)
                answers[contestant.name] = response.status_code, response.json()
        (status, _), *others = answers.values()
        if status != httpx.codes.OK or any(other != answers["openfactory"] for other in others):
            raise click.ClickException(f"{route}: the servers' answers differ: {answers}")


def play(
    contestants: Sequence[Contestant],
    paths: Mapping[str, str],
    token: str,
    drive: Drive,
    *,
    rounds: int,
    seconds: int,
) -> Iterator[list[Figure]]:
    """The figures of one route after the other."""
    for route, path in paths.items():
        figures = [Figure(route, each) for each in contestants if route in each.routes]
        for figure in figures:
            drive(figure.contestant.url + path, token, WARM_UP_SECONDS)
        for _ in range(rounds):
            for figure in figures:
                before = cpu_microseconds(figure.contestant.pid)
                answers = drive(figure.contestant.url + path, token, seconds)
                if answers == 0:
                    raise click.ClickException(f"{figure.contestant.name} gave no answer on {route}")
                figure.costs.append((cpu_microseconds(figure.contestant.pid) - before) / answers)
                figure.answers += answers
        yield figures


def yardstick(figures: Sequence[Figure]) -> Figure:
    """Plain Sanic's."""
    return next(figure for figure in figures if figure.contestant.name == PLAIN)


def cpu_microseconds(pid: int) -> float:
    """CPU time of a process so far: the kernel counts it for each thread, in nanoseconds."""
    total = 0
    for thread in Path(f"/proc/{pid}/task").iterdir():
        with suppress(FileNotFoundError):  # a thread that has just ended
            total += int((thread / "schedstat").read_text().split()[0])
    return total / 1000
