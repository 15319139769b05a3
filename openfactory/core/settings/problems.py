"""What is wrong with settings, for people: where, what, and what to do; never with a secret in it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from openfactory.core.redaction import redact_text


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong: the key or variable with its source, what is the matter, and the remedy."""

    where: str
    what: str
    fix: str = ""

    @classmethod
    def unknown(cls, where: str, near: str | None) -> Problem:
        """There is no such setting."""
        fix = f"did you mean {near}?" if near else "`openfactory config` shows all there are"
        return cls(where, "there is no such setting", fix)

    def __str__(self) -> str:
        return redact_text(f"{self.where}: {self.what}" + (f"; {self.fix}" if self.fix else ""))

    def without(self, secrets: Iterable[str]) -> Problem:
        """The same with each of these texts hidden, in case a check quotes the value it refuses."""
        what = self.what
        for secret in secrets:
            what = what.replace(secret, "********")
        return Problem(self.where, what, self.fix)


class SettingsError(Exception):
    """All that is wrong with the settings, a line each."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(tuple(problems))
        self.problems = tuple(problems)

    def __str__(self) -> str:
        return "\n".join(map(str, self.problems))
