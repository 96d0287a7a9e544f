"""One part of a score as pages show it. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from relationships.scoring.health import CAP

# What the page behind a part lists; promises and others without one have none.
BEHIND = {
    "rhythm_of_contact": "Touchpoints",
    "momentum": "Touchpoints",
    "best_ties": "Ties",
    "breadth": "Ties",
    "promises": "Promises",
    "rhythm_of_business": "Fees and engagements",
    "money_trend": "Entries",
    "sentiment": "Touchpoints",
    CAP: "What caps it",
}


@dataclass(frozen=True)
class Part:
    """One line: `points` of `out_of`, whole numbers that add up to the score shown; `change` since a week ago."""

    key: str
    name: str
    points: int
    out_of: int
    change: int | None
    evidence: str

    @property
    def behind(self) -> str:
        """What the page behind it lists."""
        return BEHIND.get(self.key, "")
