"""Twelve months of a client's health, from what was kept night by night."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from relationships.clients.models import Client
from relationships.foundation.display.grade import grade_word
from relationships.foundation.drawing.course import Stand
from relationships.scoring.health_policy import policy_numbered
from relationships.scoring.queries import Vital


@dataclass(frozen=True)
class HealthYear:
    """`stands`, the oldest first, the last of them of the day `last`; `rules`: where grades begin; `notes`: when weights
    changed."""

    client: Client
    stands: Sequence[Stand]
    last: date
    rules: Sequence[tuple[float, str]]
    notes: Sequence[tuple[date, str]]


def health_year(vital: Vital | None) -> HealthYear | None:
    """What was kept in the last 365 days; None while there are not two days to tell of, or for other roles."""
    rows = vital.year if vital else ()
    if vital is None or len(rows) < 2 or not any(score is not None for _, score, _, _ in rows[:-1]):
        return None
    stands = [Stand(on, score, _words(grade, version)) for on, score, grade, version in rows]
    notes = [(after[0], f"weights {after[3]}") for before, after in pairwise(rows) if before[3] != after[3]]
    bands = policy_numbered(rows[-1][3]).rules.bands
    rules = [(floor, grade) for grade, floor in bands.items()]
    return HealthYear(vital.client, stands, rows[-1][0], rules, notes)


def _words(grade: str, version: int) -> str:
    said = f"{grade}, {grade_word(grade)}" if grade else "No grade"
    return f"{said}; {f'weights version {version}' if version else 'the product’s own weights'}"
