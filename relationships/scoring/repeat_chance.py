"""How likely a quiet client is to return, by its own rhythm, where the firm's own model has no prediction for it. Pure."""

from __future__ import annotations

UNKNOWN_GAP, SHORTEST_GAP = 365, 30
"""Days: the gap assumed of a client without a rhythm yet; and the shortest that counts as one (part invoices)."""
FEWEST_GAPS = 3
METHOD = (
    "The chance is the prediction of the firm’s own model, where it has one; else it halves with each further usual gap that passes without a fee. The usual gap is what four in five of the "
    "client’s own pauses between fees were shorter than; a year where there were fewer than three."
)


def usual_gap(gaps: int, days: int | None) -> int:
    """The client's usual gap in days: `days` if there were at least three gaps to read it from."""
    return UNKNOWN_GAP if days is None or gaps < FEWEST_GAPS else max(days, SHORTEST_GAP)


def chance_to_return(days_quiet: int, gap: int) -> float:
    """0-1: 1 while it is no later than usual, then half for each further usual gap."""
    return 1.0 if days_quiet <= gap else 0.5 ** (days_quiet / gap - 1)
