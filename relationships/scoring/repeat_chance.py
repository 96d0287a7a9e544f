"""How likely a quiet client is to return, by its own rhythm, where the firm's own model has no prediction for it. Pure."""

from __future__ import annotations

METHOD = (
    "The chance is the prediction of the firm’s own model, where it has one; else it halves with each further such pause "
    "that passes without a fee. Late is later than the client’s own season or, without one, than one and a half times "
    "its usual pause; a year where there were fewer than three pauses."
)


def chance_to_return(days_quiet: int, gap: int) -> float:
    """0-1: 1 while it is no later than usual, then half for each further usual gap."""
    return 1.0 if days_quiet <= gap else 0.5 ** (days_quiet / gap - 1)
