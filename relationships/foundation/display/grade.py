"""Health grades and tie strengths in words."""

from __future__ import annotations

GRADE_WORDS = {"A": "Thriving", "B": "Steady", "C": "Cooling", "D": "At risk", "E": "Lapsing"}
TIE_WORDS = ("no tie", "faint", "fair", "good", "strong")


def grade_word(grade: str | None) -> str:
    """ "Steady" for B; "New" when there is too little to judge."""
    return GRADE_WORDS.get(grade or "", "New")


def tie_bars(strength: float | None) -> int:
    """How many of four bars a strength of 0-100 fills: 20 is the ceiling of an unanswered tie, 40 the floor of a living one."""
    if strength is None:
        return 0
    return 1 + sum(strength >= floor for floor in (21, 40, 70))
