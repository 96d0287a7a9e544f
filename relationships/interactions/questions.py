"""What a form asks about the names in it, in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from relationships.interactions.queries.naming import Choice, Naming, Sort
from relationships.interactions.quick_line_words import fold


@dataclass(frozen=True)
class Question:
    """One name that somebody may decide about: radio buttons `name`, each sending `value(choice)`."""

    group: str
    number: int
    naming: Naming
    picked: bool

    @property
    def name(self) -> str:
        return f"{self.group}-{self.number}"

    @property
    def options(self) -> list[tuple[int, str, Choice, bool]]:
        """Digit, value, choice, and whether it is the one that was picked."""
        return [
            (number, f"{self.naming.mention}={choice.key}", choice, self.picked and choice == self.naming.chosen)
            for number, choice in enumerate(self.naming.choices, start=1)
        ]

    @property
    def text(self) -> str:
        """The question as a sentence."""
        mention, chosen = self.naming.mention, self.naming.chosen
        if chosen is not None and chosen.pk:
            return f"{mention}: {chosen.name}"
        if not self.naming.known:
            return f"No client is called {mention}." if self.group == "which" else self._nobody
        return f"Which {mention}?"

    @property
    def _nobody(self) -> str:
        near = self.naming.records
        meant = f" Did you mean {near[0].name}?" if len(near) == 1 else " Did you mean one of them?" if near else ""
        return f"Nobody is called {self.naming.mention} yet.{meant}"

    @property
    def error(self) -> str:
        """What to do, for a form that was sent without an answer."""
        if self.naming.known:
            return f"{self.text} Choose one."
        can_add = any(choice.sort is Sort.NEW for choice in self.naming.choices)
        others = "Add them, or leave" if can_add else "Choose one, or leave" if self.naming.records else "Leave"
        return f"{self.text} {others} it out."


def questions(group: str, namings: Iterable[Naming], picked: Iterable[str]) -> list[Question]:
    """A question for each name; `picked`: folded names that somebody has decided about."""
    decided = set(picked)
    return [Question(group, number, naming, fold(naming.mention) in decided) for number, naming in enumerate(namings)]
